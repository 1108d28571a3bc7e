// SPDX-License-Identifier: AGPL-3.0-or-later
import { invariant } from "@nightlatch/errors";
import { exportFile, ExportingCamera, ForkableLog, LoggedHousehold, TEST_NOW_MS, epochOf } from "@nightlatch/testkit";
import { parsePolicy } from "@nightlatch/transparency/policy";
import { formatTlogProof } from "@nightlatch/transparency/verify";
import { describe, expect, it } from "vitest";
import { witnessNameOf, type LogAnswer } from "../log/index.ts";
import { cameraGroups } from "../wire/index.ts";
import type { LogRecord } from "./export-proof.ts";
import { verifyExport } from "./verify-export.ts";

const home = await LoggedHousehold.create("public exports");
const [group] = cameraGroups(home.state);
invariant(group !== undefined, "a household has a camera group");
const camera = new ExportingCamera({
  hub: home.hub,
  random: home.random,
  state: home.state,
  group,
  epoch: epochOf(home.state, group),
});
const clip = await camera.record("KppKpp");
const witnessed = await home.answer();

function fileWith(log: LogRecord | undefined, entries: readonly Uint8Array[] = home.entries): Uint8Array {
  return exportFile([{ clip }], { entries, diary: camera.diary, log });
}

function recordOf({ leaf, checkpoint }: LogAnswer): LogRecord {
  invariant(leaf !== undefined, "an answer with a leaf");
  const proof = formatTlogProof({ extra: leaf.leaf, index: leaf.index, hashes: leaf.inclusion, checkpoint });
  return { proof, salt: leaf.salt, seq: leaf.seq };
}

describe("the public record of an export", () => {
  it("names the log, its witnesses and their time", () => {
    expect(verifyExport(fileWith(recordOf(witnessed)))).toMatchObject({
      kind: "genuine",
      record: {
        origin: home.log.signer.key.name,
        size: 2,
        index: 1,
        seq: 1,
        cosigned: [{ name: witnessNameOf(home.hub.id), timeMs: TEST_NOW_MS }],
        witnessedMs: TEST_NOW_MS,
      },
    });
  });

  it("may be missing, and is then not claimed", () => {
    expect(verifyExport(fileWith(undefined))).toMatchObject({ kind: "genuine", record: undefined });
  });

  it("is believed by the reader's policy, if the reader names one", () => {
    const file = fileWith(recordOf(witnessed));
    expect(verifyExport(file, parsePolicy(home.log.policy()))).toMatchObject({ record: { cosigned: [] } });
    const stranger = parsePolicy(new ForkableLog("log.example/stranger").policy());
    expect(verifyExport(file, stranger)).toMatchObject({ kind: "refused", code: "transparency.wrong_log" });
  });

  it("is refused without the household's own hub", async () => {
    const bare = recordOf(await home.answerWith(0, []));
    expect(verifyExport(fileWith(bare))).toMatchObject({ code: "transparency.no_quorum" });
  });

  it("is refused for a leaf elsewhere in the log, or in no log", async () => {
    const { leaf } = witnessed;
    invariant(leaf !== undefined, "a leaf");
    expect(verifyExport(fileWith(recordOf({ ...witnessed, leaf: { ...leaf, index: 0 } })))).toMatchObject({
      code: "transparency.proof_invalid",
    });
    const made = await home.makeLeaf();
    expect(verifyExport(fileWith(recordOf({ ...witnessed, leaf: { ...leaf, ...made } })))).toMatchObject({
      code: "transparency.proof_invalid",
    });
  });

  it("is refused with another salt, another number, or a number that the file has no entry for", () => {
    const record = recordOf(witnessed);
    const salt = Uint8Array.from(record.salt, (byte, i) => (i === 0 ? byte ^ 1 : byte));
    expect(verifyExport(fileWith({ ...record, salt }))).toMatchObject({ code: "ledger.fork" });
    expect(verifyExport(fileWith({ ...record, seq: 0 }))).toMatchObject({ code: "ledger.fork" });
    expect(verifyExport(fileWith({ ...record, seq: 2 }))).toMatchObject({ code: "ledger.withheld" });
  });

  it("is refused for another household's leaf in the same log", async () => {
    const other = await LoggedHousehold.create("another home in the log", { log: home.log.forkAt(2) });
    const answer = await other.answerWith(0, [{ by: home.cosigner, atMs: TEST_NOW_MS }]);
    expect(verifyExport(fileWith(recordOf(answer)))).toMatchObject({ code: "lane.wrong_lane" });
  });

  it("is refused without its leaf, or as no proof at all", () => {
    const record = recordOf(witnessed);
    const lines = new TextDecoder().decode(record.proof).split("\n");
    const bare = new TextEncoder().encode(lines.filter((line) => !line.startsWith("extra ")).join("\n"));
    for (const proof of [bare, new Uint8Array(), Uint8Array.of(0xff)]) {
      expect(verifyExport(fileWith({ ...record, proof }))).toMatchObject({ code: "transparency.malformed" });
    }
  });
});
