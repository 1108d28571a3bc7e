// SPDX-License-Identifier: AGPL-3.0-or-later
/**
 * @file A hub without a household introduces itself (protocol §11): it prints a secret at home, leaves its sealed
 * offer at the server, and waits until an owner's device answers. Only who read the secret can answer.
 */
import { hasCode, NightlatchError } from "@nightlatch/errors";
import { encodeBase64url } from "@nightlatch/bytes";
import type { HttpClient } from "@nightlatch/api-client";
import { MAX_WAIT_MS } from "@nightlatch/api-contract";
import type { RandomSource } from "@nightlatch/crypto/random";
import {
  createHubSecret,
  decodeAnswer,
  encodeOffer,
  mailboxIdOf,
  openPairingMessage,
  sealPairingMessage,
  witnessKeyOf,
  type DeviceSecrets,
  type PairingAnswer,
} from "@nightlatch/protocol/keys";
import { describeError, type HubLog } from "../observability/logger.ts";
import type { Clock } from "../ports/clock.ts";
import type { FactTable } from "../store/fact-table.ts";

export type PairingDeps = Readonly<{
  http: Pick<HttpClient, "call">;
  hub: DeviceSecrets;
  facts: FactTable;
  random: RandomSource;
  clock: Clock;
  log: HubLog;
  /** The secret's text, for whoever starts the hub to show at home. */
  onSecret: (secret: string) => void;
}>;

const HUB_NAME = "Hub";
const RETRY_MS = 2_000;

/** Waits for an owner's answer, as long as it takes. Undefined when the signal aborts. */
export async function pairHub(deps: PairingDeps, signal: AbortSignal): Promise<PairingAnswer | undefined> {
  const { clock, log, onSecret } = deps;
  const { secret, offer } = await readOrMakeOffer(deps);
  onSecret(encodeBase64url(secret));
  while (!signal.aborted) {
    try {
      const answer = await askOnce(deps, secret, offer, signal);
      if (answer !== undefined) return answer;
    } catch (error) {
      if (!(error instanceof NightlatchError)) throw error;
      if (!hasCode(error, "client.aborted")) log.warn({ error: describeError(error) }, "pairing waits for the server");
      await clock.sleep(RETRY_MS, signal);
    }
  }
  return undefined;
}

/** The same over restarts: an address that was opened in a browser stays good. */
async function readOrMakeOffer({ facts, hub, random }: PairingDeps) {
  const known = { secret: facts.find("pairing_secret"), offer: facts.find("pairing_offer") };
  if (known.secret !== undefined && known.offer !== undefined) return { secret: known.secret, offer: known.offer };
  const { secret } = createHubSecret(random);
  const plain = encodeOffer({ keys: hub.publicKeys, name: HUB_NAME, witness: witnessKeyOf(hub).publicKey });
  const offer = await sealPairingMessage(secret, "offer", plain, random);
  facts.set("pairing_secret", secret);
  facts.set("pairing_offer", offer);
  return { secret, offer };
}

async function askOnce(
  { http, clock }: PairingDeps,
  secret: Uint8Array,
  offer: Uint8Array,
  signal: AbortSignal,
): Promise<PairingAnswer | undefined> {
  const mailbox = mailboxIdOf(secret);
  // Messages live ten minutes; the same bytes again keep the offer there.
  await http.call("putMailbox", { params: { mailbox, slot: "offer" }, body: offer }, { signal });
  const startedMs = clock.monotonicMs();
  try {
    const params = { mailbox, slot: "answer" } as const;
    const sealed = await http.call("readMailbox", { params, query: { waitMs: MAX_WAIT_MS } }, { signal });
    return decodeAnswer(await openPairingMessage(secret, "answer", sealed));
  } catch (error) {
    if (!hasCode(error, "mailbox.empty")) throw error;
    // A server that does not wait is not asked in a tight loop.
    if (clock.monotonicMs() - startedMs < RETRY_MS) await clock.sleep(RETRY_MS, signal);
    return undefined;
  }
}
