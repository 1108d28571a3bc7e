// SPDX-License-Identifier: AGPL-3.0-or-later
export type { CameraSource, SourceEvent } from "./camera-source.ts";
export { ReadBeat } from "./read-beat.ts";
export { superviseCamera, type CameraState, type SupervisorDeps } from "./camera-supervisor.ts";
