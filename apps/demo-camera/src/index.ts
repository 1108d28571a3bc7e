// SPDX-License-Identifier: AGPL-3.0-or-later
export { VirtualCamera, type SentFrame, type VirtualCameraOptions } from "./virtual-camera.ts";
export { FRONT_DOOR_SCENE } from "./front-door-scene.ts";
export { Misbehaviour } from "./misbehaviour/misbehaviour.ts";
export { readMovie } from "./movie/movie-reader.ts";
export type { Movie } from "./movie/movie.ts";
export type { CameraLogin } from "./rtsp/digest-challenge.ts";
export { DemoCameraError, type DemoCameraErrorCode } from "./errors.ts";
