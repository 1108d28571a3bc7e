// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file What a signed entry came to: it waits for another owner, for the household's hub, or it counts. */
import { encodeBase64url } from "@nightlatch/bytes";
import type { Outcome } from "../../vault-client/vault-api.ts";
import type { VaultContext } from "./vault-context.ts";

/** A hub that is on answers in a second or two. */
const WAIT_MS = 8000;

/** @param head of an entry of this device that was taken in */
export async function outcomeOf({ household }: VaultContext, head: Uint8Array): Promise<Outcome> {
  const { ledger } = household.parts;
  if (ledger.current.state.proposals.has(encodeBase64url(head))) return "proposed";
  const entry = ledger.history.withHead(head);
  if (entry === undefined) return "waits-for-hub";
  return (await household.untilProved(entry.seq, WAIT_MS)) ? "in" : "waits-for-hub";
}
