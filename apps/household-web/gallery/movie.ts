// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file The demo scene as pictures and as fragments. */
import { BlobSource, BufferTarget, Conversion, Input, MP4, Mp4OutputFormat, Output } from "mediabunny";

const ADDRESS = "/front-door.mp4";

export async function openMovie(): Promise<HTMLVideoElement> {
  const video = document.createElement("video");
  video.src = ADDRESS;
  video.muted = true;
  video.loop = true;
  await new Promise((resolve) => video.addEventListener("loadeddata", resolve, { once: true }));
  return video;
}

/** The second that lies `atS` into the scene, as a small JPEG. */
export async function pictureAt(atS: number): Promise<Blob | undefined> {
  const video = await (still ??= openMovie());
  const turn = queue.then(async () => {
    video.currentTime = atS % video.duration;
    await new Promise((resolve) => video.addEventListener("seeked", resolve, { once: true }));
    const canvas = new OffscreenCanvas(320, 180);
    canvas.getContext("2d")?.drawImage(video, 0, 0, 320, 180);
    return canvas.convertToBlob({ type: "image/jpeg", quality: 0.75 });
  });
  queue = turn.catch(() => undefined);
  return turn;
}

/** The scene as one fragmented MP4: init segment and fragments in one piece. */
export function fragments(): Promise<Uint8Array<ArrayBuffer>> {
  return (fragmented ??= makeFragments());
}

let still: Promise<HTMLVideoElement> | undefined;
let queue: Promise<unknown> = Promise.resolve();
let fragmented: Promise<Uint8Array<ArrayBuffer>> | undefined;

async function makeFragments(): Promise<Uint8Array<ArrayBuffer>> {
  const movie = await (await fetch(ADDRESS)).blob();
  const input = new Input({ formats: [MP4], source: new BlobSource(movie) });
  const output = new Output({ format: new Mp4OutputFormat({ fastStart: "fragmented" }), target: new BufferTarget() });
  const conversion = await Conversion.init({ input, output });
  await conversion.execute();
  return new Uint8Array(output.target.buffer ?? new ArrayBuffer(0));
}
