// SPDX-License-Identifier: AGPL-3.0-or-later
export { CAMERA_TIMEOUTS } from "./camera-source.ts";
export type { CameraDeps, CameraNote, CameraSource, CameraTimeouts, SourceEvent } from "./camera-source.ts";
export { superviseCamera, type CameraState, type SupervisorDeps } from "./camera-supervisor.ts";
export { CameraError, type CameraErrorCode } from "./errors.ts";
export { openCamera } from "./open-camera.ts";
