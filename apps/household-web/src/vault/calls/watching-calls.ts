// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file Live pictures, recordings, export. */
import { parseId, type ClipId } from "@nightlatch/protocol/wire";
import type { VaultApi } from "../../vault-client/vault-api.ts";
import { streamClip } from "../clips/stream-clip.ts";
import { exportRange } from "../export/export-range.ts";
import { findPublicRecord } from "../export/find-public-record.ts";
import type { VaultContext } from "./vault-context.ts";

export type WatchingCalls = Pick<
  VaultApi,
  "timeline" | "thumbnail" | "startLive" | "openClip" | "deleteClip" | "exportMp4"
>;

export function watchingCalls(context: VaultContext): WatchingCalls {
  return {
    timeline: ({ camera, fromMs, toMs }) => context.household.parts.library.timeline(camera, fromMs, toMs),
    thumbnail: (clip) => context.household.parts.library.thumbnail(clip),
    startLive: (input, listener) => context.household.parts.room.start(input, listener),
    openClip: (input, listener) => streamClip(context.household.parts.library, input, listener),
    async deleteClip(clip) {
      await context.household.deps.server.deleteClip(parseId<ClipId>(clip));
      context.changed("clips");
    },
    async exportMp4(input, onProgress, signal) {
      const { parts, deps } = context.household;
      const { library, ledger, log } = parts;
      const record = await findPublicRecord(deps.server, ledger.own, log.view?.size ?? 0);
      const entries = ledger.history.entries.map(({ signed }) => signed);
      return exportRange(library, input, onProgress, signal, { entries, record });
    },
  };
}
