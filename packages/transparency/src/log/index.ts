// SPDX-License-Identifier: AGPL-3.0-or-later
export { fsck, type FsckVerdict } from "./fsck.ts";
export type { LogStore, StoredObject } from "./log-store.ts";
export { openSequencer, type Sequencer, type SequencerOptions } from "./sequencer.ts";
