// SPDX-License-Identifier: AGPL-3.0-or-later
/**
 * @file Sealing and opening fragments against bare AES-256-GCM calls of the same size, in turns within one run.
 * Recording also hashes each fragment twice for the manifest: measured against the cipher with two bare SHA-256.
 */
import { createCipheriv, createDecipheriv, createHash, createSecretKey, randomBytes } from "node:crypto";
import { deviceFromSeed } from "@nightlatch/protocol/keys";
import { openClip, type ClipOpener } from "@nightlatch/protocol/open";
import { createClipSealer, manifestLeaves, type ClipSealer } from "@nightlatch/protocol/seal";
import { decodeClipOpening, TRACKS, type BootId, type CameraId } from "@nightlatch/protocol/wire";
import { testHousehold, TEST_NOW_MS } from "@nightlatch/testkit";
import { systemRandom } from "@nightlatch/crypto/random";
import { figure, median, type Figure } from "./figure.ts";
import type { BenchOptions } from "./options.ts";

/** A 1080p frame at 4 Mbit/s and 15 fps is 33 KiB on average; a key frame about 256 KiB. */
const SIZES = [33 * 1024, 256 * 1024];
const ROUNDS = 21;
const BYTES_A_ROUND = 24 * 1024 * 1024;

export async function run({ isQuick, note }: BenchOptions): Promise<readonly Figure[]> {
  const figures: Figure[] = [];
  for (const sizeBytes of SIZES) {
    note(`${String(sizeBytes / 1024)} KiB fragments`);
    figures.push(...(await measure(sizeBytes, isQuick)));
  }
  return figures;
}

async function measure(sizeBytes: number, isQuick: boolean): Promise<readonly Figure[]> {
  const rounds = isQuick ? 1 : ROUNDS;
  const plain = systemRandom(65_536);
  const content = new Uint8Array(sizeBytes).map((_, i) => plain[i % plain.length] ?? 0);
  const count = isQuick ? 4 : Math.round(BYTES_A_ROUND / sizeBytes);
  const [sealer, opener] = await sealerAndOpener();
  const frame = (await sealer.sealFragment({ track: TRACKS.video, startsGop: false, plain: content })).frame;
  const bare = bareGcm(content);

  const sealOne = () => sealer.sealFragment({ track: TRACKS.video, startsGop: false, plain: content });
  const rates = {
    seal: [] as number[],
    bareSeal: [] as number[],
    open: [] as number[],
    bareOpen: [] as number[],
    record: [] as number[],
    bareRecord: [] as number[],
  };
  for (let round = 0; round < rounds; round += 1) {
    rates.bareSeal.push(await megabytesPerSecond(sizeBytes, count, bare.seal));
    rates.seal.push(await megabytesPerSecond(sizeBytes, count, sealOne));
    rates.bareOpen.push(await megabytesPerSecond(sizeBytes, count, bare.open));
    rates.open.push(await megabytesPerSecond(sizeBytes, count, () => opener.openFragment(frame)));
    rates.bareRecord.push(
      await megabytesPerSecond(sizeBytes, count, () => {
        const sealed = bare.seal();
        return [sha256(sealed), sha256(content)];
      }),
    );
    rates.record.push(await megabytesPerSecond(sizeBytes, count, async () => manifestLeaves(await sealOne())));
  }
  const size = `${String(sizeBytes / 1024)} KiB`;
  const goal = { of: "ratio", atLeast: 0.85 } as const;
  return [
    figure(`seal ${size}`, "MB/s", median(rates.seal), median(rates.bareSeal), goal),
    figure(`open ${size}`, "MB/s", median(rates.open), median(rates.bareOpen), goal),
    figure(`seal and hash ${size}`, "MB/s", median(rates.record), median(rates.bareRecord), goal),
  ];
}

async function sealerAndOpener(): Promise<readonly [ClipSealer, ClipOpener]> {
  const home = await testHousehold("bench/seal");
  const hub = await deviceFromSeed(systemRandom(32));
  const sealer = await createClipSealer({
    hub: home.hub,
    lane: home.state.lane,
    group: home.group,
    camera: hub.id as Uint8Array as CameraId,
    epochKey: home.epoch,
    seq: home.state.seq,
    boot: systemRandom(16) as Uint8Array as BootId,
    startMs: TEST_NOW_MS,
    random: systemRandom,
  });
  await sealer.sealFragment({ track: TRACKS.init, startsGop: false, plain: systemRandom(700) });
  return [sealer, await openClip(decodeClipOpening(sealer.opening), home.state, home.keyring)];
}

/** The least that AES-256-GCM needs, with an imported key: a fresh nonce, the cipher, the tag, in one piece. */
function bareGcm(content: Uint8Array): Readonly<{ seal: () => Buffer; open: () => Buffer }> {
  const key = createSecretKey(randomBytes(32));
  const seal = () => {
    const nonce = randomBytes(12);
    const cipher = createCipheriv("aes-256-gcm", key, nonce);
    return Buffer.concat([nonce, cipher.update(content), cipher.final(), cipher.getAuthTag()]);
  };
  const sealed = seal();
  const open = () => {
    const decipher = createDecipheriv("aes-256-gcm", key, sealed.subarray(0, 12));
    decipher.setAuthTag(sealed.subarray(sealed.length - 16));
    const plain = decipher.update(sealed.subarray(12, sealed.length - 16));
    decipher.final();
    return plain;
  };
  return { seal, open };
}

function sha256(bytes: Uint8Array): Buffer {
  return createHash("sha256").update(bytes).digest();
}

async function megabytesPerSecond(sizeBytes: number, count: number, once: () => unknown): Promise<number> {
  const started = performance.now();
  for (let i = 0; i < count; i += 1) await once();
  return (sizeBytes * count) / 1e6 / ((performance.now() - started) / 1000);
}
