// SPDX-License-Identifier: AGPL-3.0-or-later
/**
 * @file For tests: a server of recordings in memory, whose parts and diary are really sealed and signed. A test makes
 * it lie by changing its fields. And this browser's own memory, without a browser.
 */
import { signManifest } from "@nightlatch/protocol/seal";
import {
  decodeClipOpening,
  decodeManifest,
  formatId,
  manifestHash,
  NO_PREVIOUS,
  type CameraId,
  type ManifestContent,
} from "@nightlatch/protocol/wire";
import type { StoredClip } from "../server/household-server.ts";
import type { DiaryHead, Evidence } from "../store/database.ts";
import type { LibraryServer } from "./clip-library.ts";
import type { DiaryHeads } from "./diary-heads.ts";
import { endOf } from "./diary-item.ts";
import type { LearnedEpochs } from "./epoch-watch.ts";
import type { RecordedClip, RecordingHousehold } from "./recorded-clip.fixture.ts";

export class ClipServer implements LibraryServer {
  /** Signed items; a hole is an item that the server no longer shows. */
  diary: Uint8Array[] = [];
  clips: StoredClip[] = [];
  thumbnail: Uint8Array | undefined;
  readonly parts = new Map<string, readonly Uint8Array[]>();
  /** What it claims of the diary, when that is not the truth. */
  place: Awaited<ReturnType<LibraryServer["findInDiary"]>> | undefined;

  /** The hub writes on in the camera's diary. */
  async write({ hub, state }: RecordingHousehold, camera: CameraId, content: ManifestContent, atMs: number) {
    const before = this.diary.at(-1);
    const prev = before === undefined ? NO_PREVIOUS : manifestHash(before);
    const signed = await signManifest(hub, { lane: state.lane, camera, n: this.diary.length, prev, atMs, content });
    this.diary.push(signed);
    return signed;
  }

  list(clip: RecordedClip, signedManifest?: Uint8Array): void {
    const parts = clip.parts.map(({ length }, index) => ({ index, sizeBytes: length }));
    const opening = decodeClipOpening(clip.opening);
    const sizeBytes = parts.reduce((sum, part) => sum + part.sizeBytes, 0);
    this.clips.push({ opening, parts, sizeBytes, ...(signedManifest === undefined ? {} : { signedManifest }) });
    this.parts.set(formatId(clip.signed.clip), clip.parts);
  }

  listClips: LibraryServer["listClips"] = () => Promise.resolve(this.clips);

  readClip: LibraryServer["readClip"] = (clip) => {
    const found = this.clips.find(({ opening }) => formatId(opening.header.clip) === formatId(clip));
    return found === undefined ? Promise.reject(new Error("no such clip")) : Promise.resolve(found);
  };

  readPart: LibraryServer["readPart"] = (clip, index) =>
    Promise.resolve(this.parts.get(formatId(clip))?.[index] ?? new Uint8Array());

  findRecord: LibraryServer["findRecord"] = () => Promise.resolve(this.thumbnail);

  findInDiary: LibraryServer["findInDiary"] = (_camera, endsAfterMs) => {
    if (this.place !== undefined) return Promise.resolve(this.place);
    const first = this.diary.findIndex((signed) => endsMs(signed) >= endsAfterMs);
    return Promise.resolve({
      ...(first === -1 ? {} : { first }),
      ...(this.diary.length === 0 ? {} : { last: this.diary.length - 1 }),
    });
  };

  manifestsFrom: LibraryServer["manifestsFrom"] = (_camera, fromN) => Promise.resolve(this.diary.slice(fromN));
}

export class MemoryHeads implements DiaryHeads {
  readonly heads = new Map<string, DiaryHead>();
  readonly evidence: Evidence[] = [];

  find = (camera: string) => Promise.resolve(this.heads.get(camera));

  raise = (camera: string, head: DiaryHead) => {
    if ((this.heads.get(camera)?.n ?? -1) < head.n) this.heads.set(camera, head);
    return Promise.resolve();
  };

  keepEvidence = (_camera: string, evidence: Evidence) => {
    this.evidence.push(evidence);
    return Promise.resolve();
  };
}

export class MemoryEpochs implements LearnedEpochs {
  readonly #learned = new Map<string, number>();

  keepFirst = (epoch: string, atMs: number) => {
    const kept = this.#learned.get(epoch) ?? atMs;
    this.#learned.set(epoch, kept);
    return Promise.resolve(kept);
  };
}

function endsMs(signed: Uint8Array): number {
  return endOf({ signed, hash: manifestHash(signed), manifest: decodeManifest(signed) });
}
