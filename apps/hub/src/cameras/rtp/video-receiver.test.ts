// SPDX-License-Identifier: AGPL-3.0-or-later
import { encodeHex } from "@nightlatch/bytes";
import { hasCode } from "@nightlatch/errors";
import { RtpClock } from "@nightlatch/media/time";
import { describe, expect, it } from "vitest";
import type { CameraNote } from "../camera-source.ts";
import { h264Payload } from "./h264-payload.ts";
import { h265Payload } from "./h265-payload.ts";
import { ParameterSets } from "./parameter-sets.ts";
import type { VideoPayload } from "./video-payload.ts";
import { VideoReceiver } from "./video-receiver.ts";

const SPS = [0x67, 0x01];
const PPS = [0x68, 0x01];
const KEY = [0x65, 0x88];
const KEY_REST = [0x65, 0x40];
const DELTA = [0x41, 0x9a];
const DELTA_REST = [0x41, 0x40];
const TICKS = 6_000;

describe("VideoReceiver", () => {
  it("lets a picture go with its marker bit, before anything else arrives", () => {
    const camera = new Camera(h264Payload);
    camera.send(SPS, 0).send(PPS, 0).send(KEY, 0, true);
    expect(camera.pictures).toEqual(["key 00000002 6588"]);
    expect(camera.parameterSets).toEqual(["6701 6801"]);
  });

  it("lets a picture go with the next one's time when the camera sets no marker", () => {
    const camera = new Camera(h264Payload);
    camera.send(KEY, 0).send(DELTA, 1).send(DELTA, 2);
    expect(camera.pictures).toEqual(["key 00000002 6588", "delta 00000002 419a"]);
  });

  it("waits for a keyframe at the start", () => {
    const camera = new Camera(h264Payload);
    camera.send(DELTA, 0, true).send(DELTA, 1, true).send(KEY, 2, true);
    expect(camera.pictures).toEqual(["key 00000002 6588"]);
    expect(camera.notes).toEqual([]);
  });

  it("learns that a camera marks every slice, and loses one group over it", () => {
    const camera = new Camera(h264Payload);
    camera.send(KEY, 0, true).send(KEY_REST, 0, true);
    camera.send(KEY, 1, true).send(KEY_REST, 1, true).send(DELTA, 2, true).send(DELTA_REST, 2, true).send(KEY, 3, true);
    expect(camera.pictures.slice(1)).toEqual(["key 00000002 6588 00000002 6540", "delta 00000002 419a 00000002 4140"]);
    expect(camera.notes).toEqual([{ kind: "frame_dropped", code: "media.truncated_nal" }]);
  });

  it("does not take a parameter set on its own for a picture, whatever its time and marker", () => {
    const camera = new Camera(h264Payload);
    camera.send(SPS, 0, true).send(PPS, 1, true).send(KEY, 2, true);
    expect(camera.pictures).toHaveLength(1);
    expect(camera.parameterSets).toEqual(["6701 6801"]);
  });

  it("announces parameter sets when they change, not when they are repeated", () => {
    const camera = new Camera(h264Payload);
    for (const time of [0, 1]) camera.send(SPS, time).send(PPS, time).send(KEY, time, true);
    camera.send([0x67, 0x02], 2).send(KEY, 2, true);
    expect(camera.parameterSets).toEqual(["6701 6801", "6702 6801"]);
  });

  it("keeps new parameter sets that come with a delta for the keyframe behind it", () => {
    const camera = new Camera(h264Payload);
    camera.send(SPS, 0).send(PPS, 0).send(KEY, 0, true).send([0x67, 0x02], 1).send(DELTA, 1, true);
    expect(camera.parameterSets).toEqual(["6701 6801"]);
    camera.send(KEY, 2, true);
    expect(camera.parameterSets).toEqual(["6701 6801", "6702 6801"]);
  });

  it("drops everything between a loss and the next keyframe", () => {
    const camera = new Camera(h264Payload);
    camera.send(KEY, 0, true).lose().send(DELTA, 2, true);
    for (let time = 3; time < 20; time += 1) camera.send(DELTA, time, true);
    camera.send(KEY, 20, true);
    expect(camera.pictures).toEqual(["key 00000002 6588", "key 00000002 6588"]);
    expect(camera.notes).toEqual([{ kind: "packets_lost", media: "video", count: 1 }]);
  });

  it("drops a keyframe that lost its first slice", () => {
    const camera = new Camera(h264Payload);
    camera.send(KEY, 0, true).lose().send(KEY_REST, 1, true);
    for (let time = 2; time < 20; time += 1) camera.send(DELTA, time, true);
    expect(camera.pictures).toHaveLength(1);
  });

  it("gives up on a camera whose every picture is damaged", () => {
    const camera = new Camera(h264Payload);
    const endless = (): void => {
      for (let time = 0; time < 100; time += 1) camera.send([0x7c, 0x05, 0xff], time, true);
    };
    expect(endless).toThrow(expect.toSatisfy((error: unknown) => hasCode(error, "camera.bad_stream")) as Error);
  });

  it("leaves out what an H.265 picture after the first one would need from before it", () => {
    const camera = new Camera(h265Payload);
    const [cra, rasl, trail] = [
      [0x2a, 0x01, 0x80],
      [0x12, 0x01, 0x80],
      [0x02, 0x01, 0x80],
    ];
    camera.send(cra, 0, true).send(rasl, 1, true).send(trail, 2, true).send(cra, 3, true).send(rasl, 4, true);
    expect(camera.pictures.map((picture) => picture.slice(-6))).toEqual(["2a0180", "020180", "2a0180", "120180"]);
  });
});

/** Sends single NAL units. Time is in frames. */
class Camera {
  readonly pictures: string[] = [];
  readonly parameterSets: string[] = [];
  readonly notes: CameraNote[] = [];
  readonly #receiver: VideoReceiver;
  #sequence = 65_530;

  constructor(payload: VideoPayload) {
    this.#receiver = new VideoReceiver({
      payload,
      clock: new RtpClock({ clockRateHz: 90_000 }),
      parameterSets: new ParameterSets({ vps: [], sps: [], pps: [] }),
      onParameterSets: ({ sps, pps }) => this.parameterSets.push([...sps, ...pps].map(encodeHex).join(" ")),
      onNewTimeline: () => undefined,
      onSample: ({ isKeyframe, data }) => this.pictures.push(`${isKeyframe ? "key" : "delta"} ${spaced(data)}`),
      onNote: (note) => this.notes.push(note),
    });
  }

  send(payload: readonly number[], time: number, marker = false): this {
    const sequence = this.#sequence;
    this.#sequence = (sequence + 1) & 0xffff;
    const packet = {
      payloadType: 96,
      marker,
      sequence,
      timestamp: time * TICKS,
      ssrc: 1,
      payload: Uint8Array.from(payload),
    };
    this.#receiver.receive(packet, 1_000_000 + (time * 1_000) / 15);
    return this;
  }

  lose(): this {
    this.#sequence = (this.#sequence + 1) & 0xffff;
    return this;
  }
}

/** Lengths and units of H.264 slices of two bytes apart. */
function spaced(data: Uint8Array): string {
  return encodeHex(data)
    .replace(/(0000000[0-9a-f])/g, " $1 ")
    .trim()
    .replaceAll("  ", " ");
}
