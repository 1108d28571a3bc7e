// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file Releases of the web app, as this server served them. Trust: none; each is named by its hash in the log. */
import type { Hash } from "./stored-types.ts";

export type ReleaseRow = Readonly<{
  slot: number;
  leaf: Uint8Array;
  /** Its commitment in the log. */
  hash: Hash;
  release: Uint8Array;
  version: string;
  atMs: number;
}>;
export type StoredRelease = ReleaseRow & Readonly<{ index?: number }>;

export interface ReleaseStore {
  /** Adds a release with its leaf if that is the next slot. */
  addRelease(release: ReleaseRow): Promise<boolean>;
  /** All, oldest first. */
  readReleases(): Promise<readonly StoredRelease[]>;
  findRelease(hash: Hash): Promise<StoredRelease | undefined>;
}
