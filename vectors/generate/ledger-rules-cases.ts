// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file The policy for the public log, and joint mode (protocol §4.4 rule 17). */
import { noteKeyFromSeed } from "@nightlatch/crypto/note-signature";
import { removeDevices } from "@nightlatch/protocol/keys";
import { TEST_NOW_MS } from "@nightlatch/testkit";
import { createLogSigner } from "@nightlatch/transparency/signing";
import type { LedgerCase } from "./ledger.ts";
import { extend, nextEntry, type History, type LedgerScene } from "./ledger-scene.ts";

export async function rulesCases(scene: LedgerScene): Promise<readonly LedgerCase[]> {
  const { who, home, joint, keyring, random } = scene;
  const making = { actor: who.owner, random, nowMs: TEST_NOW_MS };
  const removal = { state: home.state, keyring, remove: [who.young.id] };
  const alone = extend(home, "one owner left", await removeDevices(making, removal));
  const judge = async (
    name: string,
    after: History,
    policy: string,
    isJoint: boolean,
    error?: LedgerCase["error"],
  ): Promise<LedgerCase> => ({
    name,
    after,
    entry: await nextEntry(scene, after, { type: "rules", policy, joint: isJoint }, who.owner),
    ...(error === undefined ? {} : { error }),
  });
  const { vkey } = createLogSigner("log.example", noteKeyFromSeed(random(32)));
  const log = `log ${vkey}\n`;
  return [
    await judge("joint mode with two owners", home, "", true),
    await judge("rules that change nothing", home, "", false),
    await judge("joint mode with one owner", alone, "", true, "ledger.not_allowed"),
    await judge("a log and no witness", home, `${log}quorum none\n`, false),
    await judge("a policy without a quorum", home, log, false, "ledger.bad_policy"),
    await judge("a policy whose log key is none", home, "log nonsense\nquorum none\n", false, "ledger.bad_policy"),
    await judge("a policy with an unknown word", home, "allow all\nquorum none\n", false, "ledger.bad_policy"),
    await judge("a policy whose quorum is nobody", home, "quorum nobody\n", false, "ledger.bad_policy"),
    await judge("a policy over 8 KiB", home, "#".repeat(8193), false, "ledger.malformed"),
    await judge("an end to joint mode, proposed", joint, "", false),
  ];
}
