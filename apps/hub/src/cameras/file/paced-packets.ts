// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file The packets of a file's tracks in the order and at the times at which a camera would send them. */
import { type EncodedPacket, EncodedPacketSink, type InputTrack } from "mediabunny";
import type { Clock } from "../../ports/clock.ts";

export type PacedTrack = Readonly<{ kind: "video" | "audio"; track: InputTrack; reorderDepth: number }>;
export type PacedPacket = Readonly<{
  kind: "video" | "audio";
  packet: EncodedPacket;
  /** Seconds since the first opening, going on from loop to loop. */
  presentationS: number;
}>;
type Due = PacedPacket & Readonly<{ dueS: number }>;

/** Ends early when the signal aborts. Decode order within a track. */
export async function* pacePackets(
  tracks: readonly PacedTrack[],
  deps: Readonly<{ clock: Clock; signal: AbortSignal; loopS: number | undefined }>,
): AsyncGenerator<PacedPacket, void, undefined> {
  const { clock, signal, loopS } = deps;
  const startMs = clock.monotonicMs();
  for (let offsetS = 0; ;) {
    for await (const { dueS, ...packet } of mergeByDueTime(tracks.map((track) => readDue(track, offsetS)))) {
      const waitMs = startMs + dueS * 1_000 - clock.monotonicMs();
      if (waitMs > 1) await clock.sleep(waitMs, signal);
      if (signal.aborted) return;
      yield packet;
    }
    if (loopS === undefined || loopS <= 0) return;
    offsetS += loopS;
  }
}

/**
 * A picture with B-frames is due before it is shown: when the earliest of those is that wait behind it. Looking ahead as
 * far as the codec may reorder finds that one.
 */
async function* readDue(
  { kind, track, reorderDepth }: PacedTrack,
  offsetS: number,
): AsyncGenerator<Due, void, undefined> {
  const ahead: EncodedPacket[] = [];
  const takeFirst = (): Due | undefined => {
    const dueS = offsetS + Math.min(...ahead.map(({ timestamp }) => timestamp));
    const packet = ahead.shift();
    return packet && { kind, packet, presentationS: offsetS + packet.timestamp, dueS };
  };
  for await (const packet of new EncodedPacketSink(track).packets()) {
    // Sound before zero is an encoder's run-up, which players skip.
    if (packet.timestamp < 0) continue;
    ahead.push(packet);
    const due = ahead.length > reorderDepth ? takeFirst() : undefined;
    if (due) yield due;
  }
  for (let due = takeFirst(); due; due = takeFirst()) yield due;
}

async function* mergeByDueTime(sources: readonly AsyncGenerator<Due, void>[]): AsyncGenerator<Due, void, undefined> {
  const heads = await Promise.all(sources.map(async (source) => ({ source, next: await source.next() })));
  for (;;) {
    let earliest: (typeof heads)[number] | undefined;
    let due: Due | undefined;
    for (const head of heads) {
      if (head.next.done !== true && (due === undefined || head.next.value.dueS < due.dueS)) {
        earliest = head;
        due = head.next.value;
      }
    }
    if (!earliest || !due) return;
    yield due;
    earliest.next = await earliest.source.next();
  }
}
