// SPDX-License-Identifier: AGPL-3.0-or-later
/**
 * @file One camera's signed diary, proven. The server can hide items in front, in the middle, at the end, or all of
 * them: the links, the furthest item that this browser ever saw, and the hub's ten-minute heartbeat each show it.
 * Owns what was verified since the worker started.
 */
import { equalBytes } from "@nightlatch/bytes";
import {
  formatId,
  HEARTBEAT_INTERVAL_MS,
  manifestHash,
  NO_PREVIOUS,
  type CameraId,
  type ClipId,
  type DeviceId,
  type LedgerState,
} from "@nightlatch/protocol/wire";
import type { DiaryPlace, HouseholdServer } from "../server/household-server.ts";
import type { DiaryHead } from "../store/database.ts";
import { ClipError } from "./clip-errors.ts";
import type { DiaryHeads } from "./diary-heads.ts";
import { endOf, startOf, type DiaryItem } from "./diary-item.ts";
import { verifyDiary } from "./verify-diary.ts";

export type DiaryServer = Pick<HouseholdServer, "findInDiary" | "manifestsFrom">;
export type Span = Readonly<{ fromMs: number; toMs: number }>;

/** `missing`: time of which the server shows no item, although the hub must have written one. */
export type DiaryReading = Readonly<{ items: readonly DiaryItem[]; missing: readonly Span[] }>;

export type DiaryFacts = Readonly<{
  state: LedgerState;
  nowMs: number;
  /** From when on the camera is expected to have items. */
  sinceMs: number;
  /** The hub writes until then; undefined while it is in the household. */
  endedMs: number | undefined;
  removedAtMs: (hub: DeviceId) => number | undefined;
}>;

/** On top of the heartbeat: the way to the server, and two clocks that differ. */
const SLACK_MS = 120_000;

export class CameraDiary {
  readonly #camera: CameraId;
  readonly #server: DiaryServer;
  readonly #heads: DiaryHeads;
  readonly #items = new Map<number, DiaryItem>();
  readonly #clips = new Map<string, DiaryItem>();

  constructor(camera: CameraId, server: DiaryServer, heads: DiaryHeads) {
    this.#camera = camera;
    this.#server = server;
    this.#heads = heads;
  }

  /** The item of a clip, if a reading came by it. */
  findClip(clip: ClipId): DiaryItem | undefined {
    return this.#clips.get(formatId(clip));
  }

  /** Signed, in order; those that no reading came by are missing. */
  itemsBetween(fromN: number, toN: number): readonly Uint8Array[] {
    const numbers = Array.from({ length: toN - fromN + 1 }, (_, i) => fromN + i);
    return numbers.flatMap((n) => this.#items.get(n)?.signed ?? []);
  }

  /** Items that touch the time, oldest first. @throws manifest.broken_chain | protocol.* of verifyManifest */
  async read(span: Span, facts: DiaryFacts): Promise<DiaryReading> {
    const pinned = await this.#heads.find(formatId(this.#camera));
    const place = await this.#server.findInDiary(this.#camera, span.fromMs);
    const isShort = pinned !== undefined && !(await this.#holdsPinned(pinned, place, facts));
    // Without the way to the item seen before, a removed hub's diary is anyone's who holds its key.
    if (isShort && facts.endedMs !== undefined) throw broken("a removed hub's diary ends too early");
    const stretch = await this.#readStretch(span, place, pinned, facts);
    if (!isShort) await this.#pinNewest(facts);
    return { items: stretch.items, missing: missingTail(stretch, span, facts, isShort) };
  }

  /** False when the server's diary ends before the furthest item seen. @throws manifest.broken_chain for another */
  async #holdsPinned(pinned: DiaryHead, { last }: DiaryPlace, facts: DiaryFacts): Promise<boolean> {
    const item = (last ?? -1) < pinned.n ? undefined : await this.#item(pinned.n, facts.state);
    if (item !== undefined && equalBytes(item.signed, pinned.signed)) return true;
    const code = item === undefined ? "manifest.rollback" : "manifest.fork";
    const detail = `item ${pinned.n} of camera ${formatId(this.#camera)}; the server's last is ${last ?? "none"}`;
    const bytes = item === undefined ? [pinned.signed] : [pinned.signed, item.signed];
    await this.#heads.keepEvidence(formatId(this.#camera), { code, atMs: facts.nowMs, detail, bytes });
    if (item !== undefined) throw broken("another item than the one seen before");
    return false;
  }

  async #readStretch(
    span: Span,
    { first, last = -1 }: DiaryPlace,
    pinned: DiaryHead | undefined,
    facts: DiaryFacts,
  ): Promise<Stretch> {
    const start = first ?? last + 1;
    let before = start > 0 ? await this.#item(start - 1, facts.state) : undefined;
    if (start > 0 && before === undefined) throw broken(`item ${start - 1} is kept back`);
    // The server chose where to begin: what it left out must really be over.
    if (before !== undefined && endOf(before) >= Math.max(0, Math.floor(span.fromMs)))
      throw broken(`item ${start - 1} is skipped`);
    if (before !== undefined && isTooLate(before, pinned, facts)) return { items: [], last: undefined, isWhole: true };
    const items: DiaryItem[] = [];
    for (let n = start; ; n += 1) {
      const item = await this.#item(n, facts.state);
      if (item === undefined && n <= last) throw broken(`item ${n} is kept back`);
      if (item === undefined || isTooLate(item, pinned, facts)) return { items, last: before, isWhole: true };
      if (!equalBytes(item.manifest.prev, before?.hash ?? NO_PREVIOUS)) throw broken(`item ${n} follows another`);
      // A removed hub's key may sign a second past: only the way to an item seen before proves its diary.
      const isProvenLater = facts.removedAtMs(item.manifest.hub) !== undefined && n < (pinned?.n ?? 0);
      if (startOf(item) > span.toMs && !isProvenLater) return { items, last: before, isWhole: false };
      if (startOf(item) <= span.toMs) items.push(item);
      if (item.manifest.content.kind === "clip") this.#clips.set(formatId(item.manifest.content.clip), item);
      before = item;
    }
  }

  async #item(n: number, state: LedgerState): Promise<DiaryItem | undefined> {
    return this.#items.get(n) ?? (await this.#fetch(n, state));
  }

  async #fetch(n: number, state: LedgerState): Promise<DiaryItem | undefined> {
    const page = await this.#server.manifestsFrom(this.#camera, n);
    const before = this.#items.get(n - 1);
    const linked = before === undefined ? page : [before.signed, ...page];
    const manifests = verifyDiary(linked, this.#camera, state);
    manifests.forEach((manifest, i) => {
      const signed = linked[i];
      if (signed === undefined) return;
      const known = this.#items.get(manifest.n);
      if (known !== undefined && !equalBytes(known.signed, signed)) throw broken(`item ${manifest.n} has changed`);
      this.#items.set(manifest.n, { signed, hash: manifestHash(signed), manifest });
    });
    return this.#items.get(n);
  }

  async #pinNewest({ removedAtMs }: DiaryFacts): Promise<void> {
    const newest = this.#items.get(Math.max(...this.#items.keys()));
    if (newest === undefined || removedAtMs(newest.manifest.hub) !== undefined) return;
    await this.#heads.raise(formatId(this.#camera), { n: newest.manifest.n, signed: newest.signed });
  }
}

/** `last`: the item before the end. `isWhole`: the diary ends there. */
type Stretch = Readonly<{ items: readonly DiaryItem[]; last: DiaryItem | undefined; isWhole: boolean }>;

/** Whoever holds a removed hub can write on with its key: only what was seen before, and dated before, counts. */
function isTooLate({ manifest }: DiaryItem, pinned: DiaryHead | undefined, { removedAtMs }: DiaryFacts): boolean {
  const removedMs = removedAtMs(manifest.hub);
  if (removedMs === undefined) return false;
  return manifest.atMs > removedMs || manifest.n > (pinned?.n ?? manifest.n);
}

function missingTail({ last, isWhole }: Stretch, span: Span, facts: DiaryFacts, isShort: boolean): readonly Span[] {
  if (!isWhole) return [];
  const untilMs = Math.min(facts.nowMs, facts.endedMs ?? facts.nowMs);
  const coveredMs = last === undefined ? (isShort ? 0 : facts.sinceMs) : endOf(last);
  if (!isShort && untilMs - coveredMs <= HEARTBEAT_INTERVAL_MS + SLACK_MS) return [];
  const [fromMs, toMs] = [Math.max(coveredMs, span.fromMs), Math.min(untilMs, span.toMs)];
  return toMs > fromMs ? [{ fromMs, toMs }] : [];
}

function broken(message: string): ClipError {
  return new ClipError("manifest.broken_chain", message);
}
