// SPDX-License-Identifier: AGPL-3.0-or-later
/**
 * @file Sealing and opening fragments against bare AES-256-GCM calls of the same size, in short turns within one run.
 * Recording also hashes each fragment twice for the manifest: measured against the cipher with two bare SHA-256.
 * Counted in CPU time of this process, all threads: both sides work without waiting, and a busy machine slows neither.
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
/** Many short windows, each side's beside the other's: a cache that others fill falls on both alike. */
const ROUNDS = 160;
const BYTES_A_WINDOW = 3 * 1024 * 1024;
const WARM_UP_ROUNDS = 10;

export async function run({ isQuick, note }: BenchOptions): Promise<readonly Figure[]> {
  const figures: Figure[] = [];
  for (const sizeBytes of SIZES) {
    note(`${String(sizeBytes / 1024)} KiB fragments`);
    figures.push(...(await measure(sizeBytes, isQuick)));
  }
  return figures;
}

type Pair = Readonly<{ name: string; contender: () => unknown; baseline: () => unknown }>;

async function measure(sizeBytes: number, isQuick: boolean): Promise<readonly Figure[]> {
  const plain = systemRandom(65_536);
  const content = new Uint8Array(sizeBytes).map((_, i) => plain[i % plain.length] ?? 0);
  const [sealer, opener] = await sealerAndOpener();
  const frame = (await sealer.sealFragment({ track: TRACKS.video, startsGop: false, plain: content })).frame;
  const bare = bareGcm(content);

  const sealOne = () => sealer.sealFragment({ track: TRACKS.video, startsGop: false, plain: content });
  const size = `${String(sizeBytes / 1024)} KiB`;
  const pairs: readonly Pair[] = [
    { name: `seal ${size}`, contender: sealOne, baseline: bare.seal },
    { name: `open ${size}`, contender: () => opener.openFragment(frame), baseline: bare.open },
    {
      name: `seal and hash ${size}`,
      contender: async () => manifestLeaves(await sealOne()),
      baseline: () => [sha256(bare.seal()), sha256(content)],
    },
  ];
  const figures: Figure[] = [];
  for (const pair of pairs) figures.push(await compare(pair, sizeBytes, isQuick));
  return figures;
}

/** In turns; who goes first changes each round, since the collector's work falls on whoever comes next. */
async function compare({ name, contender, baseline }: Pair, sizeBytes: number, isQuick: boolean): Promise<Figure> {
  const count = isQuick ? 4 : Math.round(BYTES_A_WINDOW / sizeBytes);
  const [ours, theirs]: [number[], number[]] = [[], []];
  const sides = [
    { rates: ours, once: contender },
    { rates: theirs, once: baseline },
  ];
  for (let round = isQuick ? 0 : -WARM_UP_ROUNDS; round < (isQuick ? 1 : ROUNDS); round += 1) {
    for (const { rates, once } of round % 2 === 0 ? sides : sides.toReversed()) {
      const rate = await megabytesPerCpuSecond(sizeBytes, count, once);
      if (round >= 0) rates.push(rate);
    }
  }
  return figure(name, "MB/CPU s", median(ours), median(theirs), { of: "ratio", atLeast: 0.85 });
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
    // By hand: Buffer.concat takes longer for a key frame.
    const sealed = Buffer.allocUnsafeSlow(nonce.length + content.length + 16);
    sealed.set(nonce);
    sealed.set(cipher.update(content), nonce.length);
    cipher.final();
    sealed.set(cipher.getAuthTag(), nonce.length + content.length);
    return sealed;
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

async function megabytesPerCpuSecond(sizeBytes: number, count: number, once: () => unknown): Promise<number> {
  const before = process.cpuUsage();
  for (let i = 0; i < count; i += 1) await once();
  // Microseconds: bytes for each are megabytes a second.
  const { user, system } = process.cpuUsage(before);
  return (sizeBytes * count) / (user + system);
}
