// SPDX-License-Identifier: AGPL-3.0-or-later
/**
 * @file The numbered steps of a clip's life (docs/design/life-of-a-clip.md). The numbers are that document's: a test
 * kills the hub after each and looks at what is left.
 */

export const CLIP_STEPS = {
  opened: 1, // the index holds the signed opening
  written: 2, // first fragments are in the file, but not synced
  synced: 3, // a group commit is on the disk: these fragments are acknowledged
  ended: 4, // the last fragments are on the disk
  closed: 5, // the manifest is signed and in the chain, in one commit with the clip's end
  openingSent: 6, // the server took the opening; not yet noted
  partSent: 7, // the server took a part; not yet noted
  partNoted: 8, // the index says so
  manifestSent: 9, // the server took the manifest; not yet noted
  manifestNoted: 10, // the index says so: the clip is at the server
  dataForgotten: 11, // the index no longer counts on the local file; it still exists
  dataDeleted: 12, // the file is gone
  expiredAtServer: 13, // the server deleted the clip by our order; not yet noted
  expired: 14, // the index has forgotten the clip
} as const;

export type ClipStep = keyof typeof CLIP_STEPS;

/** What tests watch a spool by. Calls are synchronous, right after the step. */
export type SpoolWitness = Readonly<{
  onStep?: (step: ClipStep) => void;
  /** `count` fragments of the clip, from 0 on, are on the disk. */
  onDurable?: (clip: string, count: number) => void;
}>;
