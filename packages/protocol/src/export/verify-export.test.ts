// SPDX-License-Identifier: AGPL-3.0-or-later
import { concatBytes, decodeHex, encodeUtf8 } from "@nightlatch/bytes";
import type { Hash } from "@nightlatch/crypto/keys";
import { exportFile, ExportingCamera, testHousehold, TEST_NOW_MS, type ExportableClip } from "@nightlatch/testkit";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { verifyExport } from "./verify-export.ts";

const NOT_AS_SIGNED = { kind: "refused", code: "export.not_as_signed" };
const SCRIPT = "KpppKaapppKppapppKpap";
const COUNT = SCRIPT.length + 1;
const home = await testHousehold("exports");
const entries = home.entries.map(({ entry }) => entry);
const camera = new ExportingCamera(home);
const clip = await camera.record(SCRIPT);
const second = await camera.record(SCRIPT, TEST_NOW_MS + 5_000);
const third = await camera.record(SCRIPT, TEST_NOW_MS + 60_000);
const { diary } = camera;

function stretch(first: number, end: number, over: Partial<Parameters<typeof exportFile>[1]> = {}): Uint8Array {
  return exportFile([{ clip, first, end }], { entries, diary: diary.slice(0, 1), log: undefined, ...over });
}

function together(clips: readonly ExportableClip[], items = diary): Uint8Array {
  return exportFile(
    clips.map((one) => ({ clip: one })),
    { entries, diary: items, log: undefined },
  );
}

describe("an export", () => {
  it("of a whole clip names hub, camera and time, and that nothing is cut", () => {
    expect(verifyExport(stretch(1, COUNT))).toMatchObject({
      kind: "genuine",
      lane: home.state.lane,
      hub: home.hub.id,
      camera: camera.camera,
      clips: [{ n: 0, count: COUNT, first: 1, last: COUNT - 1, isCutAtStart: false, isCutAtEnd: false }],
      unshown: [],
      record: undefined,
    });
  });

  it("of any stretch that begins with a key frame proves the same, and says where it is cut", () => {
    for (let first = 1; first < COUNT; first += 1) {
      if (SCRIPT[first - 1] !== "K") continue;
      for (let end = first + 1; end <= COUNT; end += 1) {
        const cuts = { isCutAtStart: first > 1, isCutAtEnd: end < COUNT };
        expect(verifyExport(stretch(first, end))).toMatchObject({
          kind: "genuine",
          clips: [{ first, last: end - 1, ...cuts }],
        });
      }
    }
  });

  it("of three clips proves each of them, in the order of the hub's diary", () => {
    expect(verifyExport(together([clip, second, third]))).toMatchObject({
      kind: "genuine",
      clips: [
        { n: 0, startMs: TEST_NOW_MS, isCutAtEnd: false },
        { n: 1, startMs: TEST_NOW_MS + 5_000 },
        { n: 2, startMs: TEST_NOW_MS + 60_000 },
      ],
      unshown: [],
    });
  });

  it("says which clip of the hub's it leaves out, and where the diary has a hole", () => {
    const { startMs, endMs } = second.content;
    expect(verifyExport(together([clip, third]))).toMatchObject({
      kind: "genuine",
      unshown: [{ kind: "clip", n: 1, startMs, endMs }],
    });
    const holed = diary.filter((_, n) => n !== 1);
    expect(verifyExport(together([clip, third], holed))).toMatchObject({
      kind: "genuine",
      unshown: [{ kind: "items", fromN: 1, toN: 1 }],
    });
  });

  it("says when the hub could not record", async () => {
    const other = new ExportingCamera(home);
    const before = await other.record("Kp");
    const gap = { fromMs: TEST_NOW_MS + 200, toMs: TEST_NOW_MS + 900, reason: "camera_offline" } as const;
    await other.write({ kind: "gap", ...gap }, gap.toMs);
    await other.write({ kind: "heartbeat" }, gap.toMs + 1);
    const after = await other.record("Kp", TEST_NOW_MS + 1000);
    expect(verifyExport(together([before, after], other.diary))).toMatchObject({
      kind: "genuine",
      unshown: [{ kind: "gap", n: 1, ...gap }],
    });
  });

  it("has the clips' own bytes in it, one behind the other", () => {
    const file = together([clip, second]);
    const bytes = concatBytes(...[clip, second].flatMap(({ all }) => all.map(({ plain }) => plain)));
    expect(file.subarray(36, 36 + bytes.length)).toEqual(bytes);
  });

  it("is refused with any byte changed", { timeout: 60_000 }, () => {
    const file = exportFile(
      [
        { clip, first: 5, end: 9 },
        { clip: second, end: 4 },
      ],
      { entries, diary: diary.slice(0, 2), log: undefined },
    );
    fc.assert(
      fc.property(fc.nat(file.length - 1), fc.integer({ min: 1, max: 255 }), (at, change) => {
        const changed = Uint8Array.from(file);
        changed[at] = (changed[at] ?? 0) ^ change;
        expect(verifyExport(changed)?.kind).not.toBe("genuine");
      }),
      { numRuns: 100 },
    );
  });

  it("is refused when fragments are left out in the middle, swapped or added", () => {
    const [a, b, c] = clip.all.slice(1, 4);
    if (a === undefined || b === undefined || c === undefined) throw new Error("three fragments");
    const [init = a] = clip.all;
    for (const all of [
      [init, a, c],
      [init, a, c, b],
      [init, a, b, c, c],
      [init, a, a],
    ]) {
      const bent = { ...clip, all };
      expect(verifyExport(together([bent], diary.slice(0, 1)))).toMatchObject(NOT_AS_SIGNED);
    }
  });

  it("is refused when clips are swapped, shown twice, or not in the diary", () => {
    expect(verifyExport(together([second, clip]))).toMatchObject(NOT_AS_SIGNED);
    expect(verifyExport(together([clip, clip]))).toMatchObject(NOT_AS_SIGNED);
    expect(verifyExport(together([clip, second], diary.slice(0, 1)))).toMatchObject(NOT_AS_SIGNED);
  });

  it("is refused when the diary is out of order, or of two cameras or two ways", async () => {
    expect(verifyExport(together([clip], [...diary].reverse()))).toMatchObject(NOT_AS_SIGNED);
    expect(verifyExport(together([clip], [...diary, ...diary.slice(2)]))).toMatchObject(NOT_AS_SIGNED);
    const other = new ExportingCamera(home);
    for (let n = 0; n < 2; n += 1) await other.record("K");
    expect(verifyExport(together([clip], [...diary.slice(0, 1), ...other.diary.slice(1)]))).toMatchObject(
      NOT_AS_SIGNED,
    );
    const forked = new ExportingCamera({ ...home, random: () => Uint8Array.from(camera.camera) });
    await forked.write({ kind: "heartbeat" }, 1);
    await forked.write({ kind: "heartbeat" }, 2);
    expect(verifyExport(together([clip], [...diary.slice(0, 1), ...forked.diary.slice(1)]))).toMatchObject(
      NOT_AS_SIGNED,
    );
  });

  it("is refused when its tables would show other pictures than its bytes hold", () => {
    const [one, other] = [stretch(1, 5), stretch(5, 9)];
    const tablesOf = (file: Uint8Array): Uint8Array => {
      const at = lastIndexOf(file, "moov") - 4;
      return file.subarray(at, at + new DataView(file.buffer, file.byteOffset).getUint32(at));
    };
    const at = lastIndexOf(one, "moov") - 4;
    const end = at + tablesOf(one).length;
    const bent = concatBytes(one.subarray(0, at), tablesOf(other), one.subarray(end));
    expect(verifyExport(bent)).toMatchObject(NOT_AS_SIGNED);
    expect(verifyExport(concatBytes(one.subarray(0, at), one.subarray(end)))).toMatchObject(NOT_AS_SIGNED);
  });

  it("is refused with bytes in front, between or behind", () => {
    const file = stretch(1, 4);
    const extra = decodeHex("0000000866726565");
    expect(verifyExport(concatBytes(extra, file))?.kind).toBe("refused");
    expect(verifyExport(concatBytes(file, extra))).toBeUndefined();
    for (const place of ["moov", "uuid"]) {
      const at = lastIndexOf(file, place) - 4;
      expect(verifyExport(concatBytes(file.subarray(0, at), extra, file.subarray(at)))).toMatchObject(NOT_AS_SIGNED);
    }
  });

  it("of another household's hub is refused in this household's name", async () => {
    const foreign = new ExportingCamera(await testHousehold("a stranger's exports"));
    const theirs = await foreign.record("Kp");
    expect(verifyExport(together([theirs], foreign.diary))).toMatchObject({ code: "protocol.wrong_household" });
  });

  it("is refused with another clip's header, or another clip's pictures", () => {
    const { header, all, leaves } = second;
    expect(verifyExport(together([{ ...clip, header }]))).toMatchObject(NOT_AS_SIGNED);
    expect(verifyExport(together([{ ...clip, all, leaves }]))).toMatchObject(NOT_AS_SIGNED);
  });

  it("is refused without its history, with a part of it that lacks the hub, or with a broken one", () => {
    expect(verifyExport(stretch(1, 3, { entries: [] }))).toMatchObject({ code: "protocol.malformed" });
    expect(verifyExport(stretch(1, 3, { diary: [] }))).toMatchObject({ code: "protocol.malformed" });
    expect(verifyExport(stretch(1, 3, { entries: entries.slice(0, 1) }))).toMatchObject({
      code: "protocol.unknown_device",
    });
    expect(verifyExport(stretch(1, 3, { entries: entries.slice(1) }))).toMatchObject({ code: "ledger.wrong_sequence" });
  });

  it("does not vouch for a hub's clip whose pictures it never signed", async () => {
    const lying = new ExportingCamera(home);
    const plainRoot = decodeHex("00".repeat(32)) as Hash;
    const lie = await lying.record("Kpp", TEST_NOW_MS, { plainRoot });
    expect(verifyExport(together([lie], lying.diary))).toMatchObject(NOT_AS_SIGNED);
  });

  it("says that the hub was interrupted", async () => {
    const other = new ExportingCamera(home);
    const cut = await other.record("Kpp", TEST_NOW_MS, { cut: true });
    expect(verifyExport(together([cut], other.diary))).toMatchObject({ clips: [{ wasInterrupted: true }] });
  });

  it("says nothing of a file without a proof", () => {
    expect(verifyExport(encodeUtf8("a video"))).toBeUndefined();
    expect(verifyExport(new Uint8Array())).toBeUndefined();
  });
});

function lastIndexOf(bytes: Uint8Array, text: string): number {
  return new TextDecoder("latin1").decode(bytes).lastIndexOf(text);
}
