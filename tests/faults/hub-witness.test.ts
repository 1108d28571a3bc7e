// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file A real hub as its household's witness: killed, put back in time, and shown another branch of the log. */
import { judgeEvidence } from "@nightlatch/protocol/log";
import { parseNote } from "@nightlatch/transparency/verify";
import { LoggedHome } from "../constellation/logged-home.ts";
import { logOfSize } from "../constellation/log-reader.ts";
import type { ServerProcess } from "../constellation/server-process.ts";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { WitnessingHome } from "./witnessing-home.ts";

const PATIENCE_MS = 60_000;
let whole: WitnessingHome;

beforeEach(async () => {
  whole = await WitnessingHome.start("hub as witness");
}, PATIENCE_MS);

afterEach(() => whole[Symbol.asyncDispose]());

describe("a hub that witnesses the log", () => {
  it(
    "goes on after every kill, with no smaller tree and no earlier time than before",
    async () => {
      const before = await whole.untilProved();
      const signed: { size: number; timeSeconds: number }[] = [];
      for (const isAskedMeanwhile of [true, false]) {
        await whole.home.addDevice("member");
        if (!isAskedMeanwhile) await whole.untilProved();
        await whole.killHub();
        signed.push(...whole.hubIndex().signed);
        await whole.startHubAgain();
      }
      await whole.home.addDevice("member");
      const after = await whole.untilProved();
      await whole.killHub();
      const { signed: last, halt, evidence } = whole.hubIndex();
      signed.push(...last);
      expect([signed.length, halt, evidence]).toEqual([3, undefined, []]);
      expect(signed.map(({ size }) => size)).toEqual(signed.map(({ size }) => size).toSorted((a, b) => a - b));
      const timesS = signed.map(({ timeSeconds }) => timeSeconds);
      expect(timesS).toEqual(timesS.toSorted((a, b) => a - b));
      expect(after.view.witnessedMs).toBeGreaterThanOrEqual(before.view.witnessedMs ?? Infinity);
    },
    PATIENCE_MS,
  );

  it(
    "halts at a server that was put back to an older copy of itself, and says so there",
    async () => {
      const old = await whole.branch();
      await whole.home.addDevice("member");
      await whole.untilProved();
      whole.cloud.leadTo(old.url);
      whole.hubCloud.leadTo(old.url);
      const { code, evidence } = await whole.untilAlarmed();
      expect(code).toBe("transparency.rollback");
      expect(judgeEvidence(evidence).kind).not.toBe("refuted");
      await expectNoWordFor(old);
    },
    PATIENCE_MS,
  );

  it(
    "halts at a second branch of the log under the same key, keeps the proof, and signs neither any more",
    async () => {
      const branch = await whole.branch();
      await whole.home.addDevice("member");
      const { view } = await whole.untilProved();
      // A stranger's household there makes the branch as large as what the hub signed.
      await growTo(branch, view.size);
      whole.hubCloud.leadTo(branch.url);
      whole.cloud.leadTo(branch.url);
      const { code, evidence } = await whole.untilAlarmed();
      expect(code).toBe("transparency.fork");
      expect(judgeEvidence(evidence)).toMatchObject({ kind: "proves", code: "transparency.fork" });
      await whole.killHub();
      const { signed, halt, evidence: kept } = whole.hubIndex();
      expect([halt, kept[0]?.code]).toEqual(["transparency.fork", "transparency.fork"]);
      expect(kept[0]?.bytes).toEqual(evidence);

      // The first branch again, grown: a hub that was lied to once takes no side.
      const refusals = refusalsTo(whole);
      whole.hubCloud.leadTo(whole.server.url);
      await whole.startHubAgain();
      await growTo(whole.server, view.size + 1);
      await refusals.first;
      await whole.killHub();
      expect(whole.hubIndex().signed).toEqual(signed);
    },
    PATIENCE_MS,
  );
});

/** Other households make the log of this server so large. */
async function growTo(server: ServerProcess, size: number): Promise<void> {
  for (let n = 0; (await logOfSize(server.url, 1)).length < size; n += 1) {
    const { length } = await logOfSize(server.url, 1);
    await LoggedHome.found(server.http, server.url, `stranger ${server.url} ${String(n)}`, Date.now());
    await logOfSize(server.url, length + 1);
  }
}

/** Asked for what it never signed, the hub is silent on every tree that this server comes to. */
async function expectNoWordFor(server: ServerProcess): Promise<void> {
  const refusals = refusalsTo(whole);
  const { length } = await logOfSize(server.url, 1);
  await growTo(server, length + 1);
  await refusals.first;
  const { checkpoint } = await whole.home.answer();
  const hubs = parseNote(checkpoint).signatures.filter(({ name }) => name.startsWith("hub/"));
  expect(hubs).toEqual([]);
}

/** Resolves when the hub has answered a request to cosign without a signature. */
function refusalsTo({ hubCloud }: WitnessingHome): Readonly<{ first: Promise<undefined> }> {
  const { promise: first, resolve } = Promise.withResolvers<undefined>();
  hubCloud.bend("from-victim", (message) => {
    const text = message.isBinary ? "" : new TextDecoder().decode(message.data);
    if (text.includes('"checkpoint-answer"') && text.includes('"status":403')) resolve(undefined);
    return [message];
  });
  return { first };
}
