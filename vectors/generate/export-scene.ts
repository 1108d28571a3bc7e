// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file What the vectors of exports are made from: a household in a log, its camera's clips, and a file taken apart. */
import { concatBytes, decodeCbor, encodeCbor, type CborValue } from "@nightlatch/bytes";
import type { LogRecord } from "@nightlatch/protocol/export";
import { cameraGroups } from "@nightlatch/protocol/wire";
import {
  epochOf,
  exportFile,
  ExportingCamera,
  LoggedHousehold,
  TEST_NOW_MS,
  type ExportableClip,
} from "@nightlatch/testkit";
import { formatTlogProof } from "@nightlatch/transparency/verify";

const BOX_HEAD_BYTES = 24;

export type Proof = Record<string, CborValue>;
export type ExportScene = Readonly<{
  home: LoggedHousehold;
  camera: ExportingCamera;
  /** Two clips, a gap, another clip: items 0, 1 and 3. */
  clips: readonly [ExportableClip, ExportableClip, ExportableClip];
  record: LogRecord;
  whole: Uint8Array;
  three: Uint8Array;
}>;

export async function buildExportScene(): Promise<ExportScene> {
  const home = await LoggedHousehold.create("vectors/export");
  const camera = cameraOf(home);
  const clips = [await camera.record("KpapKpa"), await camera.record("Kpa", TEST_NOW_MS + 700)] as const;
  const gap = { fromMs: TEST_NOW_MS + 1000, toMs: TEST_NOW_MS + 9000, reason: "camera_offline" } as const;
  await camera.write({ kind: "gap", ...gap }, gap.toMs);
  const all = [...clips, await camera.record("Kpa", TEST_NOW_MS + 9000)] as const;
  const { entries } = home;
  const { diary } = camera;
  const whole = exportFile([{ clip: all[0] }], { entries, diary: diary.slice(0, 1), log: undefined });
  const three = exportFile(
    all.map((clip) => ({ clip })),
    { entries, diary, log: undefined },
  );
  return { home, camera, clips: all, record: await recordOf(home), whole, three };
}

export function cameraOf({ hub, random, state }: LoggedHousehold): ExportingCamera {
  const [group] = cameraGroups(state);
  if (group === undefined) throw new Error("a camera group");
  return new ExportingCamera({ hub, random, state, group, epoch: epochOf(state, group) });
}

export async function recordOf(home: LoggedHousehold, isWitnessed = true): Promise<LogRecord> {
  const { leaf, checkpoint } = isWitnessed ? await home.answer() : await home.answerWith(0, []);
  if (leaf === undefined) throw new Error("a leaf");
  const { leaf: extra, index, inclusion: hashes, salt, seq } = leaf;
  return { proof: formatTlogProof({ extra, index, hashes, checkpoint }), salt, seq };
}

export function split(file: Uint8Array): Readonly<{ movie: Uint8Array; box: Uint8Array }> {
  const at = file.length - new DataView(file.buffer, file.byteOffset).getUint32(file.length - 4);
  return { movie: file.subarray(0, at), box: file.subarray(at) };
}

export function proofOf(file: Uint8Array): Proof {
  return decodeCbor(split(file).box.subarray(BOX_HEAD_BYTES, -4)) as Proof;
}

export function withProof(file: Uint8Array, change: (proof: Proof) => Proof): Uint8Array {
  const { movie, box } = split(file);
  const proof = encodeCbor(change(proofOf(file)));
  const size = new Uint8Array(4);
  new DataView(size.buffer).setUint32(0, BOX_HEAD_BYTES + proof.length + 4);
  return concatBytes(movie, size, box.subarray(4, BOX_HEAD_BYTES), proof, size);
}

export function lastIndexOf(bytes: Uint8Array, text: string): number {
  return new TextDecoder("latin1").decode(bytes).lastIndexOf(text);
}
