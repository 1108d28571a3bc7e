// SPDX-License-Identifier: AGPL-3.0-or-later
import { hasCode } from "@nightlatch/errors";
import { afterEach, beforeAll, describe, expect, it } from "vitest";
import { drawFilm } from "../../../../../tests/gstreamer/drawn-film.ts";
import { readMovie, VirtualCamera, type Movie, type VirtualCameraOptions } from "../../../../demo-camera/src/index.ts";
import { systemClock } from "../../ports/clock.ts";
import type { CameraTimeouts, SourceEvent } from "../camera-source.ts";
import { openCamera } from "../open-camera.ts";

const LOGIN = { user: "cam", password: "geheim", schemes: ["md5"], qop: "auth" } as const;

let film: Movie;
let camera: VirtualCamera;

beforeAll(async () => {
  film = await readMovie(await drawFilm());
});

afterEach(async () => {
  await camera[Symbol.asyncDispose]();
});

describe("a camera that fails", () => {
  it.each<[string, string, Partial<VirtualCameraOptions>, (camera: VirtualCamera) => void, Opening]>([
    ["refuses a wrong password", "camera.refused_password", { login: LOGIN }, none, { login: "cam:falsch" }],
    ["wants a password and gets none", "camera.refused_password", { login: LOGIN }, none, {}],
    [
      "refuses the right password",
      "camera.refused_password",
      { login: LOGIN },
      (it) => (it.misbehaviour.refuseEveryLogin = true),
      { login: "cam:geheim" },
    ],
    ["has no such stream", "camera.not_found", {}, none, { path: "/elsewhere" }],
    [
      "sends a format that no browser knows",
      "camera.unsupported_codec",
      {},
      (it) => (it.misbehaviour.codecName = "VP8"),
      {},
    ],
    [
      "takes connections and never answers",
      "camera.silent",
      {},
      (it) => (it.misbehaviour.neverAnswer = true),
      { timeouts: { responseMs: 200 } },
    ],
    [
      "falls silent while it plays",
      "camera.silent",
      {},
      (it) => (it.misbehaviour.silentAfterMs = 300),
      { timeouts: { silenceMs: 400 } },
    ],
    ["hangs up inside a packet", "camera.disconnected", {}, (it) => (it.misbehaviour.closeInsidePacket = 30), {}],
    [
      "claims a picture of 65,536 pixels a side",
      "camera.bad_stream",
      { parameterSetsInSdp: false },
      (it) => (it.misbehaviour.sps = "enormous_picture"),
      {},
    ],
    [
      "sends parameter sets of 60,000 bytes",
      "camera.bad_stream",
      { parameterSetsInSdp: false },
      (it) => (it.misbehaviour.sps = "enormous_bytes"),
      {},
    ],
    [
      "never sends parameter sets",
      "camera.bad_stream",
      { parameterSetsInSdp: false, parameterSetsInBand: false },
      none,
      {},
    ],
  ])("%s: %s", async (_, code, options, misbehave, opening) => {
    await start(options);
    misbehave(camera);
    await expect(drain(opening)).rejects.toSatisfy((error) => hasCode(error, code) && (error.advice ?? "").length > 10);
  });

  it("hangs up on us in mid-stream: camera.disconnected, after all that had come", async () => {
    await start({});
    const kinds: string[] = [];
    const opening = drain({ onEvent: ({ kind }) => kinds.push(kind) === 10 && camera.dropConnections() });
    await expect(opening).rejects.toSatisfy((error) => hasCode(error, "camera.disconnected"));
    expect(kinds.length).toBeGreaterThanOrEqual(10);
  });
});

type Opening = Readonly<{
  login?: string;
  path?: string;
  timeouts?: Partial<CameraTimeouts>;
  onEvent?: (event: SourceEvent) => unknown;
}>;

async function start(options: Partial<VirtualCameraOptions>): Promise<void> {
  camera = await VirtualCamera.start({ movie: film, ...options });
}

/** Reads until the camera fails. */
async function drain({ login, path, timeouts = {}, onEvent }: Opening): Promise<void> {
  const base = login === undefined ? camera.url : camera.url.replace("//", `//${login}@`);
  const url = path === undefined ? base : base.replace(/\/[^/]*$/, path);
  const deps = { clock: systemClock, signal: new AbortController().signal, timeouts };
  for await (const event of openCamera({ kind: "rtsp", url }, deps)) onEvent?.(event);
}

function none(): void {
  // A healthy camera.
}
