// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file A described audio stream to its track and the way to its frames. */
import { decodeHex } from "@nightlatch/bytes";
import { NightlatchError } from "@nightlatch/errors";
import { aacTrack, G711ToFlac, MediaError, parseAacConfig, type AudioTrack } from "@nightlatch/media/elementary";
import type { CameraNote } from "../camera-source.ts";
import type { AudioStream } from "../rtsp/choose-streams.ts";
import { AacPayload, parseAacFormat } from "./aac-payload.ts";
import type { AudioPayload } from "./audio-receiver.ts";

export type AudioFormat = Readonly<{ track: AudioTrack; payload: AudioPayload }>;

const AAC_FRAME_SAMPLES = 1024;
/** What one FLAC frame holds: 2 to 576 ms at 8 kHz. The camera chooses how much it puts into a packet. */
const MAX_G711_BYTES = 4_608;
const MIN_G711_BYTES = 16;

/** Sound that does not fit its description is left out, with a note: the picture goes on. */
export function openAudio(stream: AudioStream, onNote: (note: CameraNote) => void): AudioFormat | undefined {
  try {
    return stream.codec === "aac" ? openAac(stream) : openG711(stream.codec, stream.description.clockRate);
  } catch (error) {
    if (!(error instanceof NightlatchError)) throw error;
    const advice = "The camera's sound is damaged or unusual. Set its audio format to AAC or G.711.";
    onNote({ kind: "audio_dropped", codec: stream.codec.toUpperCase(), advice });
    return undefined;
  }
}

/** @throws bytes.malformed, media.bad_audio_config */
function openAac({ description: { format, clockRate } }: AudioStream): AudioFormat {
  const config = decodeHex((format.get("config") ?? "").toLowerCase());
  const { objectType, sampleRate } = parseAacConfig(config);
  const aacFormat = parseAacFormat(format);
  if (!aacFormat) throw new MediaError("media.bad_audio_config", "AU headers of unknown lengths");
  const aac = new AacPayload(aacFormat);
  // HE-AAC codes half the rate: each frame gives twice the samples.
  const samples = objectType === 2 ? AAC_FRAME_SAMPLES : 2 * AAC_FRAME_SAMPLES;
  const frameTicks = Math.round((samples * clockRate) / sampleRate);
  return {
    track: aacTrack(config),
    payload: {
      framesOf: (payload) => aac.push(payload)?.map((data, index) => ({ data, offsetTicks: index * frameTicks })),
      reset: () => aac.reset(),
    },
  };
}

function openG711(law: "pcmu" | "pcma", clockRate: number): AudioFormat {
  const encoder = new G711ToFlac(law, clockRate);
  return {
    track: encoder.track,
    payload: {
      framesOf: (payload) => {
        if (payload.length < MIN_G711_BYTES || payload.length > MAX_G711_BYTES) return undefined;
        return [{ data: encoder.encode(payload), offsetTicks: 0 }];
      },
      reset: () => undefined,
    },
  };
}
