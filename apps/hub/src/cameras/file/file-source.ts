// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file A video file as a camera: played in real time, over and over if wished. */
import type { Sample } from "@nightlatch/media/elementary";
import { ALL_FORMATS, FilePathSource, Input } from "mediabunny";
import type { CameraDeps, FileSource, SourceEvent } from "../camera-source.ts";
import { CameraError } from "../errors.ts";
import { openFileAudio, openFileVideo, type FileAudio, type FileVideo } from "./file-tracks.ts";
import { pacePackets, type PacedPacket, type PacedTrack } from "./paced-packets.ts";

/**
 * Ends when the signal aborts, or at the end of a file that is not looped.
 * @throws camera.file_unreadable, camera.no_video, camera.unsupported_codec
 */
export async function* openFile(source: FileSource, deps: CameraDeps): AsyncGenerator<SourceEvent, void, undefined> {
  const input = new Input({ formats: ALL_FORMATS, source: new FilePathSource(source.path) });
  try {
    yield* playFile(input, source, deps);
  } catch (cause) {
    if (cause instanceof CameraError) throw cause;
    throw new CameraError("camera.file_unreadable", "the file cannot be read as video", { cause });
  } finally {
    input.dispose();
  }
}

async function* playFile(
  input: Input,
  { loop }: FileSource,
  deps: CameraDeps,
): AsyncGenerator<SourceEvent, void, undefined> {
  const { clock, signal, onNote = () => undefined } = deps;
  // A file that breaks off is read as one without tracks.
  if ((await input.getTracks()).length === 0) throw new CameraError("camera.file_unreadable", "no track in the file");
  const video = await openFileVideo(await input.getPrimaryVideoTrack());
  const audio = await openFileAudio(await input.getPrimaryAudioTrack(), onNote);
  yield { kind: "tracks", tracks: audio ? [video.track, audio.track] : [video.track] };
  const paced: PacedTrack[] = [{ kind: "video", track: video.input, reorderDepth: video.track.reorderDepth }];
  if (audio) paced.push({ kind: "audio", track: audio.input, reorderDepth: 0 });
  const startMs = clock.nowMs();
  const loopS = loop ? await input.computeDuration() : undefined;
  for await (const packet of pacePackets(paced, { clock, signal, loopS })) {
    yield { kind: "sample", sample: toSample(packet, video, audio, startMs) };
  }
  if (loop && !signal.aborted) throw new CameraError("camera.file_unreadable", "a file of no length cannot be looped");
}

function toSample(
  { kind, packet, presentationS }: PacedPacket,
  video: FileVideo,
  audio: FileAudio | undefined,
  startMs: number,
): Sample {
  const timescale = kind === "video" ? video.track.timescale : (audio?.track.timescale ?? 1);
  return {
    kind,
    data: kind === "video" ? video.dataOf(packet.data) : packet.data,
    isKeyframe: kind === "audio" || packet.type === "key",
    presentationTime: Math.round(presentationS * timescale),
    captureTimeMs: startMs + presentationS * 1_000,
  };
}
