// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file One item of a camera's diary whose place in the hub's signed chain was proven. */
import type { Manifest } from "@nightlatch/protocol/wire";

/** `hash` is that of the signed bytes: what the next item names. */
export type DiaryItem = Readonly<{ signed: Uint8Array; hash: Uint8Array; manifest: Manifest }>;

/** Wall clock of the hub. */
export function startOf({ manifest: { atMs, content } }: DiaryItem): number {
  switch (content.kind) {
    case "clip":
      return content.startMs;
    case "gap":
      return content.fromMs;
    case "heartbeat":
      return atMs;
  }
}

export function endOf({ manifest: { atMs, content } }: DiaryItem): number {
  switch (content.kind) {
    case "clip":
      return content.endMs;
    case "gap":
      return content.toMs;
    case "heartbeat":
      return atMs;
  }
}
