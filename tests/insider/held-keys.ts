// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file Which of the keys that were kept back for a new reader the vault would hand out by what this phone knows now. */
import type { SignedEntry } from "@nightlatch/protocol/keys";
import { NO_LOG_VIEW } from "@nightlatch/protocol/log";
import { placeBoxes } from "../../apps/household-web/src/vault/log/box-places.ts";
import { sortOut } from "../../apps/household-web/src/vault/log/release-boxes.ts";
import type { Phone } from "./phone.ts";

export function countReady(
  { history, state, view = NO_LOG_VIEW }: Pick<Phone, "history" | "state"> & Readonly<{ view?: Phone["view"] }>,
  signed: Pick<SignedEntry, "entry" | "heldBack" | "state">,
): number {
  const { head, seq } = signed.state;
  const boxes = placeBoxes(signed.entry, signed.heldBack);
  return sortOut({ head, seq, boxes }, { state, history, view }).ready.length;
}
