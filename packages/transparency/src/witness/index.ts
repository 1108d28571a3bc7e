// SPDX-License-Identifier: AGPL-3.0-or-later
export { formatAddCheckpoint, parseAddCheckpoint, type AddCheckpointRequest } from "./add-checkpoint-request.ts";
export type { CheckpointVerdict, WitnessedLog } from "./judge-checkpoint.ts";
export { createWitness, type Witness, type WitnessAnswer, type WitnessOptions } from "./witness.ts";
export type { WitnessedHead, WitnessStore } from "./witness-store.ts";
