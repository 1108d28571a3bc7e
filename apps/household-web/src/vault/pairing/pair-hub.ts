// SPDX-License-Identifier: AGPL-3.0-or-later
/**
 * @file Lets a hub in that shows its secret at home: whoever could read it stood in front of it, so no code is
 * compared (protocol §11.3).
 */
import {
  decodeOffer,
  encodeAnswer,
  mailboxIdOf,
  openPairingMessage,
  parseHubSecret,
  sealPairingMessage,
} from "@nightlatch/protocol/keys";
import { deviceIdOf, type DeviceId } from "@nightlatch/protocol/wire";
import { admitDevice, type MembershipDeps } from "../household/membership.ts";
import type { PublicServer } from "../server/household-server.ts";

/** The hub keeps its offer there as long as it is unpaired; a missing one means that it is not running. */
const HUB_ANSWERS_WITHIN_MS = 20_000;

/** @throws protocol.bad_link | pairing.expired | pairing.mismatch | ledger.* */
export async function pairHub(
  deps: MembershipDeps & Readonly<{ pairing: PublicServer; nowMs: () => number }>,
  link: string,
): Promise<Readonly<{ hub: DeviceId; seq: number }>> {
  const { pairing, random, nowMs, ledger } = deps;
  const secret = parseHubSecret(link.slice(link.lastIndexOf("=") + 1));
  const mailbox = mailboxIdOf(secret);
  const until = { untilMs: nowMs() + HUB_ANSWERS_WITHIN_MS, signal: new AbortController().signal };
  const message = await pairing.waitForMessage(mailbox, "offer", until);
  const { keys, witness } = decodeOffer(await openPairingMessage(secret, "offer", message));
  await admitDevice(deps, { keys, role: "hub", ...(witness === undefined ? {} : { witness }) });
  const { lane, createHash, seq } = ledger.current.state;
  const answer = encodeAnswer({ lane, createHash, seq });
  await pairing.putMessage(mailbox, "answer", await sealPairingMessage(secret, "answer", answer, random));
  return { hub: deviceIdOf(keys), seq };
}
