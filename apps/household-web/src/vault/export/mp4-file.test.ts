// SPDX-License-Identifier: AGPL-3.0-or-later
import type { VideoTrack } from "@nightlatch/media/elementary";
import { buildFragment, parseFragment, type ParsedFragment } from "@nightlatch/media/mp4";
import { ALL_FORMATS, BufferSource, EncodedPacketSink, Input } from "mediabunny";
import { describe, expect, it } from "vitest";
import { testTrack } from "../clips/recorded-clip.fixture.ts";
import { Mp4File } from "./mp4-file.ts";

const track = testTrack();
/** The clip's timeline begins this long before its first picture. */
const LEAD_MS = 300;

describe("Mp4File", () => {
  it("lays pictures from 0 on, wherever the clip begins", async () => {
    const file = await Mp4File.start([track]);
    await addClip(file, 50_000, 3);
    expect(await timesOf(await file.finish())).toEqual([0, 100, 200]);
  });

  it("joins clips that follow each other", async () => {
    const file = await Mp4File.start([track]);
    await addClip(file, 50_000, 3);
    await addClip(file, 50_300, 2);
    expect(await timesOf(await file.finish())).toEqual([0, 100, 200, 300, 400]);
  });

  it("keeps a short pause between clips", async () => {
    const file = await Mp4File.start([track]);
    await addClip(file, 50_000, 2);
    await addClip(file, 50_700, 1);
    expect(await timesOf(await file.finish())).toEqual([0, 100, 700]);
  });

  it("cuts a long gap short", async () => {
    const file = await Mp4File.start([track]);
    await addClip(file, 50_000, 2);
    await addClip(file, 9_950_000, 1);
    expect(await timesOf(await file.finish())).toEqual([0, 100, 1200]);
  });

  it("refuses a clip in another format", async () => {
    const file = await Mp4File.start([track]);
    const other: VideoTrack = { ...track, decoderConfig: Uint8Array.from([...track.decoderConfig, 0]) };
    expect(() => {
      file.startClip([other], 0, 0);
    }).toThrow(expect.objectContaining({ code: "export.format_changed" }) as Error);
    await file.cancel();
  });

  it("refuses a clip that has sound where the first had none", async () => {
    const file = await Mp4File.start([track]);
    const sound = {
      kind: "audio",
      codec: "aac",
      codecString: "mp4a.40.2",
      sampleRate: 8000,
      channels: 1,
      decoderConfig: Uint8Array.of(0x15, 0x88),
      timescale: 8000,
    } as const;
    expect(() => {
      file.startClip([track, sound], 0, 0);
    }).toThrow(expect.objectContaining({ code: "export.format_changed" }) as Error);
    await file.cancel();
  });
});

async function addClip(file: Mp4File, startMs: number, pictures: number): Promise<void> {
  file.startClip([track], startMs - LEAD_MS, startMs);
  for (let i = 0; i < pictures; i += 1) await file.add(picture(startMs, i));
}

function picture(startMs: number, i: number): ParsedFragment {
  const data = Uint8Array.of(0, 0, 0, 2, i === 0 ? 0x65 : 0x41, i);
  const samples = [{ data, durationTicks: 9000, compositionOffset: 0, isKeyframe: i === 0 }];
  const decodeTime = (LEAD_MS + i * 100) * 90;
  const captureTimeMs = startMs + i * 100;
  return parseFragment(buildFragment({ trackId: 1, sequence: i + 1, decodeTime, captureTimeMs, samples }));
}

async function timesOf(file: Blob): Promise<readonly number[]> {
  const input = new Input({ formats: ALL_FORMATS, source: new BufferSource(await file.arrayBuffer()) });
  const video = await input.getPrimaryVideoTrack();
  if (video === null) throw new Error("no video track");
  const times: number[] = [];
  for await (const packet of new EncodedPacketSink(video).packets()) times.push(Math.round(packet.timestamp * 1000));
  return times;
}
