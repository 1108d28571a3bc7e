// SPDX-License-Identifier: AGPL-3.0-or-later
import { concatBytes } from "@nightlatch/bytes";
import { openClip, type ClipOpener } from "@nightlatch/protocol/open";
import { decodeClipOpening, type CameraId } from "@nightlatch/protocol/wire";
import { TEST_NOW_MS, testHousehold, type TestHousehold } from "@nightlatch/testkit";
import { beforeAll, describe, expect, it } from "vitest";
import { readClip, type ClipPiece, type ClipSource } from "./read-clip.ts";
import { recordClip, type RecordedClip } from "./recorded-clip.fixture.ts";

const CAMERA = new Uint8Array(16).fill(7) as Uint8Array as CameraId;

describe("readClip", () => {
  let household: TestHousehold;
  let clip: RecordedClip;
  let opener: ClipOpener;

  beforeAll(async () => {
    household = await testHousehold("read-clip");
    clip = await recordClip(household, CAMERA, "Kpapp|pKpp|ppKp", TEST_NOW_MS);
    opener = await openClip(decodeClipOpening(clip.opening), household.state, household.keyring);
  });

  it("reads a whole clip and proves it by its Merkle root", async () => {
    const pieces = await read(sourceOf());
    expect(kinds(pieces)).toBe("ifffffffffffffe");
    expect(pieces.at(-1)).toEqual({ kind: "end", isProven: true });
  });

  it("starts at the last key frame before a time in a later part", async () => {
    expect(timesOf(await read(sourceOf(), TEST_NOW_MS + 850))).toEqual([600, 700, 800, 900, 1000, 1100, 1200]);
  });

  it("looks in an earlier part when its own has no key frame before the time", async () => {
    expect(timesOf(await read(sourceOf(), TEST_NOW_MS + 950)).at(0)).toBe(600);
  });

  it("plays from the beginning when the time is before the clip", async () => {
    expect(timesOf(await read(sourceOf(), TEST_NOW_MS - 5000)).at(0)).toBe(0);
  });

  it("proves nothing about a clip that it reads in part", async () => {
    expect((await read(sourceOf(), TEST_NOW_MS + 850)).at(-1)).toEqual({ kind: "end", isProven: false });
  });

  it("reads a clip that is still being written as far as it is there", async () => {
    const { signed: _unsigned, ...young } = sourceOf({ parts: [{ index: 0 }, { index: 1 }] });
    expect(timesOf(await read(young, TEST_NOW_MS + 700))).toEqual([600, 700, 800]);
  });

  it("finds nothing yet in a clip of which no part has arrived", async () => {
    const { signed: _unsigned, ...announced } = sourceOf({ parts: [] });
    expect(await read(announced)).toEqual([{ kind: "end", isProven: false }]);
  });

  it("does not take the end of a clip for its end when the hub must have signed one by now", async () => {
    const { signed: _unsigned, ...overdue } = sourceOf({ parts: [{ index: 0 }], isOverdue: true });
    expect(await failureOf(overdue)).toBe("clip.unsigned");
    expect(await failureOf({ ...overdue, parts: [] })).toBe("clip.unsigned");
  });

  it("stops at a hole and says so", async () => {
    const parts = [clip.parts[0], concatBytes(...clip.frames.slice(7, 10)), clip.parts[2]];
    expect(await failureOf(sourceOf({ readPart: reading(parts) }))).toBe("clip.fragment_missing");
  });

  it("stops when a part is missing", async () => {
    const parts = [clip.parts[0], clip.parts[2], clip.parts[2]];
    expect(await failureOf(sourceOf({ readPart: reading(parts) }))).toBe("clip.fragment_missing");
  });

  it("stops when the end is missing", async () => {
    const parts = [clip.parts[0], clip.parts[1], concatBytes(...clip.frames.slice(10, 12))];
    expect(await failureOf(sourceOf({ readPart: reading(parts) }))).toBe("clip.cut_short");
  });

  it("stops when the end is missing, also for a reader from the middle", async () => {
    const parts = [clip.parts[0], clip.parts[1], concatBytes(...clip.frames.slice(10, 12))];
    expect(await failureOf(sourceOf({ readPart: reading(parts) }), TEST_NOW_MS + 850)).toBe("clip.cut_short");
  });

  it("stops when a part ends inside a fragment", async () => {
    const parts = [clip.parts[0], clip.parts[1]?.slice(0, -1), clip.parts[2]];
    expect(await failureOf(sourceOf({ readPart: reading(parts) }))).toBe("clip.fragment_missing");
  });

  it("stops when another clip's root was signed", async () => {
    const other = await recordClip(household, CAMERA, "Kpapp|pKpp|ppKp", TEST_NOW_MS);
    const signed = { ...clip.signed, sealedRoot: other.signed.sealedRoot };
    expect(await failureOf(sourceOf({ signed }))).toBe("clip.not_as_signed");
  });

  it("stops at fragments that the hub did not sign for", async () => {
    expect(await failureOf(sourceOf({ signed: { ...clip.signed, count: clip.signed.count - 1 } }))).toBe(
      "clip.not_as_signed",
    );
  });

  it("does not begin with anything but the init segment", async () => {
    const parts = [concatBytes(...clip.frames.slice(1, 6)), clip.parts[1], clip.parts[2]];
    expect(await failureOf(sourceOf({ readPart: reading(parts) }))).toBe("clip.fragment_missing");
  });

  it("refuses any flipped byte of any part", async () => {
    const part = clip.parts[1] ?? new Uint8Array();
    for (let at = 0; at < part.length; at += 41) {
      const changed = Uint8Array.from(part);
      changed[at] = (changed[at] ?? 0) ^ 0x10;
      const readPart = reading([clip.parts[0], changed, clip.parts[2]]);
      expect(await failureOf(sourceOf({ readPart })), `byte ${at}`).toMatch(/^(crypto|clip|protocol)\./u);
    }
  });

  it("says that a clip without a key frame has no picture", async () => {
    const silent = await recordClip(household, CAMERA, "aaa", TEST_NOW_MS);
    const ear = await openClip(decodeClipOpening(silent.opening), household.state, household.keyring);
    const source = sourceOf({
      parts: [{ index: 0 }],
      readPart: reading(silent.parts),
      openFragment: (frame) => ear.openFragment(frame),
    });
    expect(await failureOf(source)).toBe("clip.no_picture");
  });

  function sourceOf(change: Partial<ClipSource> = {}): ClipSource {
    return {
      parts: clip.signed.parts.map(({ startMs }, index) => ({ index, startMs })),
      signed: clip.signed,
      readPart: reading(clip.parts),
      openFragment: (frame) => opener.openFragment(frame),
      ...change,
    };
  }
});

function reading(parts: readonly (Uint8Array | undefined)[]): ClipSource["readPart"] {
  return (index) => Promise.resolve(parts[index] ?? new Uint8Array());
}

async function read(source: ClipSource, fromMs = TEST_NOW_MS): Promise<ClipPiece[]> {
  const pieces: ClipPiece[] = [];
  for await (const piece of readClip(source, fromMs)) pieces.push(piece);
  return pieces;
}

async function failureOf(source: ClipSource, fromMs = TEST_NOW_MS): Promise<string> {
  try {
    await read(source, fromMs);
    return "none";
  } catch (error) {
    return (error as { code?: string }).code ?? String(error);
  }
}

function kinds(pieces: readonly ClipPiece[]): string {
  return pieces.map((piece) => piece.kind.charAt(0)).join("");
}

function timesOf(pieces: readonly ClipPiece[]): readonly number[] {
  return pieces.flatMap((piece) =>
    piece.kind === "fragment" ? [Math.round(piece.parsed.captureTimeMs - TEST_NOW_MS)] : [],
  );
}
