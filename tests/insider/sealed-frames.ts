// SPDX-License-Identifier: AGPL-3.0-or-later
/**
 * @file Every sealed frame of a hub that anybody could get hold of: on its way to the server, live, and on its disk. Two
 * different frames under one key and one nonce would be the end of both.
 */
import { decodeMediaMessage } from "@nightlatch/api-contract";
import { decodeHex, encodeHex } from "@nightlatch/bytes";
import { hpkeOpen } from "@nightlatch/crypto/hpke";
import { sha256 } from "@nightlatch/crypto/hash";
import type { Keyring } from "@nightlatch/protocol/keys";
import { decodeClipOpening, formatId, readWholeFrame, splitFrames, type Id } from "@nightlatch/protocol/wire";
import type { EvilCloud } from "@nightlatch/testkit/evil-cloud";
import { open, readdir } from "node:fs/promises";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { scanLog } from "../../apps/hub/src/spool/fragment-log.ts";

const SUFFIX = ".fragments";

export class SealedFrames {
  /** By the clip's id. */
  readonly #openings = new Map<string, Uint8Array>();
  readonly #frames = new Map<string, Map<string, Uint8Array>>();
  /** Which clip a camera shows live. */
  readonly #live = new Map<string, string>();
  #liveCount = 0;

  /** How many frames a hub sent live. */
  get liveCount(): number {
    return this.#liveCount;
  }

  get openings(): readonly Uint8Array[] {
    return [...this.#openings.values()];
  }

  /** All that passes this cloud. */
  watch(cloud: EvilCloud): void {
    cloud.obey("putClip", (ask, { body }) => {
      this.#keepOpening(body);
      return ask();
    });
    cloud.obey("putPart", (ask, { body, path }) => {
      const [, clip = ""] = /\/clips\/([\w-]+)\//u.exec(path) ?? [];
      for (const frame of splitFrames(body).frames) this.#keep(clip, frame);
      return ask();
    });
    cloud.bend("from-victim", (message) => {
      if (message.isBinary) this.#takeLive(message.data);
      return [message];
    });
  }

  /** Of a hub that does not run. */
  async readDisk(folder: string): Promise<void> {
    for (const opening of openingsOn(folder)) this.#keepOpening(opening);
    const names = (await readdir(join(folder, "clips"))).filter((name) => name.endsWith(SUFFIX));
    for (const name of names) {
      const clip = formatId(decodeHex(name.slice(0, -SUFFIX.length)) as Id);
      await using file = await open(join(folder, "clips", name), "r");
      for await (const { frame } of scanLog(file)) this.#keep(clip, frame);
    }
  }

  /** Different frames with one key and one nonce; and how many pairs there were. */
  async repeats(keyring: Keyring): Promise<Readonly<{ pairs: number; repeated: readonly string[] }>> {
    const seen = new Map<string, string>();
    const repeated: string[] = [];
    for (const [clip, frames] of this.#frames) {
      const key = encodeHex(await this.#keyOf(clip, keyring));
      for (const [hash, frame] of frames) {
        const { nonce, track } = readWholeFrame(frame);
        const pair = `${key} ${String(track)} ${encodeHex(nonce)}`;
        if (seen.has(pair) && seen.get(pair) !== hash) repeated.push(`clip ${clip}, track ${String(track)}`);
        seen.set(pair, hash);
      }
    }
    return { pairs: seen.size, repeated };
  }

  /** @throws when nobody ever saw an opening of that clip */
  #keyOf(clip: string, keyring: Keyring): Promise<Uint8Array> {
    const bytes = this.#openings.get(clip);
    if (bytes === undefined) throw new Error("a clip's opening comes before its frames");
    return clipKeyOf(bytes, keyring);
  }

  #takeLive(data: Uint8Array): void {
    const message = decodeMediaMessage(data);
    if (message === undefined) return;
    const camera = formatId(message.camera);
    if (message.kind === "opening") this.#live.set(camera, this.#keepOpening(message.payload));
    else {
      this.#liveCount += 1;
      this.#keep(this.#live.get(camera) ?? "", message.payload);
    }
  }

  #keepOpening(bytes: Uint8Array): string {
    const clip = formatId(decodeClipOpening(bytes).header.clip);
    this.#openings.set(clip, bytes);
    return clip;
  }

  #keep(clip: string, frame: Uint8Array): void {
    const frames = this.#frames.get(clip) ?? new Map<string, Uint8Array>();
    frames.set(encodeHex(sha256(frame)), frame);
    this.#frames.set(clip, frames);
  }
}

/** The clip's random key, by a member's keyring. */
export async function clipKeyOf(bytes: Uint8Array, keyring: Keyring): Promise<Uint8Array> {
  const { header, headerHash, keys } = decodeClipOpening(bytes);
  const box = keys.find(({ to }) => to.kind === "epoch")?.box;
  if (box === undefined) throw new Error("the clip is sealed to its group");
  const { privateKey } = keyring.read(header.epoch);
  return hpkeOpen(privateKey, { label: "clip-key", context: headerHash }, box);
}

function openingsOn(folder: string): readonly Uint8Array[] {
  using database = new DatabaseSync(join(folder, "hub.sqlite"));
  return database
    .prepare("SELECT opening FROM clips")
    .all()
    .map(({ opening }) => opening as Uint8Array);
}
