// SPDX-License-Identifier: AGPL-3.0-or-later
import { concatBytes, decodeHex, encodeUtf8 } from "@nightlatch/bytes";
import { exportableClip, testHousehold, type ExportableClip } from "@nightlatch/testkit";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { formatId } from "../wire/index.ts";
import { makeExport } from "./make-export.ts";
import { verifyExport } from "./verify-export.ts";

const home = await testHousehold("exports");
const COUNT = 21;
const clip = await exportableClip(home, COUNT);

function stretch(of: ExportableClip, first: number, end: number): Uint8Array {
  const { all, ...parts } = of;
  return makeExport({ ...parts, first, fragments: all.slice(first, end) });
}

describe("an export", () => {
  it("of a whole clip names hub, camera and time, and that nothing is cut", () => {
    expect(verifyExport(stretch(clip, 1, COUNT))).toMatchObject({
      kind: "genuine",
      lane: home.state.lane,
      hub: home.hub.id,
      count: COUNT,
      first: 1,
      last: COUNT - 1,
      isCutAtStart: false,
      isCutAtEnd: false,
    });
  });

  it("of any stretch of any clip proves the same, and says where it is cut", async () => {
    for (const count of [2, 3, 8, 9]) {
      const other = await exportableClip(home, count);
      for (let first = 1; first < count; first += 1) {
        for (let end = first + 1; end <= count; end += 1) {
          const cuts = { isCutAtStart: first > 1, isCutAtEnd: end < count };
          expect(verifyExport(stretch(other, first, end))).toMatchObject({
            kind: "genuine",
            first,
            last: end - 1,
            ...cuts,
          });
        }
      }
    }
  });

  it("plays as it is: the clip's own bytes come first, the proof is a box behind them", () => {
    const file = stretch(clip, 3, 6);
    const video = concatBytes(clip.init.plain, ...clip.all.slice(3, 6).map(({ plain }) => plain));
    expect(file.subarray(0, video.length)).toEqual(video);
    const size = new DataView(file.buffer, file.byteOffset + video.length).getUint32(0);
    expect(size).toBe(file.length - video.length);
    expect(file.subarray(video.length + 4, video.length + 8)).toEqual(encodeUtf8("uuid"));
  });

  it("is refused with any byte changed", () => {
    const file = stretch(clip, 5, 9);
    fc.assert(
      fc.property(fc.nat(file.length - 1), fc.integer({ min: 1, max: 255 }), (at, change) => {
        const changed = Uint8Array.from(file);
        changed[at] = (changed[at] ?? 0) ^ change;
        expect(verifyExport(changed)?.kind).not.toBe("genuine");
      }),
      { numRuns: 150 },
    );
  });

  it("is refused when fragments are left out in the middle, swapped or added", () => {
    const { all, ...parts } = clip;
    const [a, b, c] = all.slice(4, 7);
    if (a === undefined || b === undefined || c === undefined) throw new Error("three fragments");
    for (const fragments of [
      [a, c],
      [b, a, c],
      [a, b, c, c],
      [a, a],
    ]) {
      expect(verifyExport(makeExport({ ...parts, first: 4, fragments }))).toMatchObject({
        kind: "refused",
        code: "export.not_as_signed",
      });
    }
    expect(verifyExport(makeExport({ ...parts, first: 5, fragments: [a, b, c] }))?.kind).toBe("refused");
  });

  it("is refused with bytes in front, between or behind", () => {
    const file = stretch(clip, 2, 4);
    const extra = encodeUtf8("free");
    expect(verifyExport(concatBytes(extra, file))?.kind).toBe("refused");
    expect(verifyExport(concatBytes(file, extra))).toBeUndefined();
    const at = clip.init.plain.length;
    expect(verifyExport(concatBytes(file.subarray(0, at), extra, file.subarray(at)))?.kind).toBe("refused");
  });

  it("of another household's hub is refused in this household's name", async () => {
    const other = await testHousehold("a stranger's exports");
    const foreign = await exportableClip(other, 5);
    const { entries } = clip;
    expect(verifyExport(stretch({ ...foreign, entries }, 1, 5))).toMatchObject({ code: "protocol.wrong_household" });
  });

  it("is refused with another clip's header, or another clip's pictures", async () => {
    const second = await exportableClip(home, COUNT);
    const { header, all, init, leaves } = second;
    expect(verifyExport(stretch({ ...clip, header }, 1, 5))).toMatchObject({ code: "export.not_as_signed" });
    expect(verifyExport(stretch({ ...clip, all, init, leaves }, 1, 5))).toMatchObject({ code: "export.not_as_signed" });
  });

  it("is refused without its history, with a part of it that lacks the hub, or with a broken one", () => {
    const { entries } = clip;
    expect(verifyExport(stretch({ ...clip, entries: [] }, 1, 3))?.kind).toBe("refused");
    expect(verifyExport(stretch({ ...clip, entries: entries.slice(0, 1) }, 1, 3))).toMatchObject({
      code: "protocol.unknown_device",
    });
    expect(verifyExport(stretch({ ...clip, entries: entries.slice(1) }, 1, 3))?.kind).toBe("refused");
  });

  it("does not vouch for a hub's clip whose pictures it never signed", async () => {
    const plainRoot = decodeHex("00".repeat(32)) as Awaited<ReturnType<typeof exportableClip>>["leaves"][number];
    const lying = await exportableClip(home, 4, { plainRoot });
    expect(verifyExport(stretch(lying, 1, 4))).toMatchObject({ code: "export.not_as_signed" });
  });

  it("says that the hub was interrupted", async () => {
    const cut = await exportableClip(home, 4, { cut: true });
    expect(verifyExport(stretch(cut, 1, 4))).toMatchObject({ kind: "genuine", wasInterrupted: true });
  });

  it("says nothing of a file without a proof", () => {
    expect(verifyExport(clip.init.plain)).toBeUndefined();
    expect(verifyExport(new Uint8Array())).toBeUndefined();
    expect(formatId(home.hub.id)).toHaveLength(22);
  });
});
