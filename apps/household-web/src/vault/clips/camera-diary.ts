// SPDX-License-Identifier: AGPL-3.0-or-later
/**
 * @file Proven items of one camera's signed diary. Owns what was verified since the worker started, so that a
 * timeline that is looked at again asks for new items only.
 */
import type { CameraId, LedgerState, Manifest } from "@nightlatch/protocol/wire";
import type { HouseholdServer } from "../server/household-server.ts";
import { verifyDiary } from "./verify-diary.ts";

export type DiaryServer = Pick<HouseholdServer, "findManifestAfter" | "manifestsFrom">;
type Item = Readonly<{ signed: Uint8Array; manifest: Manifest }>;

export class CameraDiary {
  readonly #camera: CameraId;
  readonly #server: DiaryServer;
  readonly #items = new Map<number, Item>();

  constructor(camera: CameraId, server: DiaryServer) {
    this.#camera = camera;
    this.#server = server;
  }

  /** Items that touch the time, oldest first. @throws manifest.broken_chain | protocol.* of verifyManifest */
  async read(fromMs: number, toMs: number, state: LedgerState): Promise<readonly Manifest[]> {
    const first = await this.#server.findManifestAfter(this.#camera, fromMs);
    if (first === undefined) return [];
    const found: Manifest[] = [];
    for (let n = first; ; n += 1) {
      const item = this.#items.get(n) ?? (await this.#fetch(n, state));
      if (item === undefined || startOf(item.manifest) > toMs) return found;
      found.push(item.manifest);
    }
  }

  async #fetch(n: number, state: LedgerState): Promise<Item | undefined> {
    const page = await this.#server.manifestsFrom(this.#camera, n);
    const before = this.#items.get(n - 1);
    const linked = before === undefined ? page : [before.signed, ...page];
    const manifests = verifyDiary(linked, this.#camera, state);
    manifests.forEach((manifest, i) => {
      const signed = linked[i];
      if (signed !== undefined) this.#items.set(manifest.n, { signed, manifest });
    });
    return this.#items.get(n);
  }
}

function startOf({ atMs, content }: Manifest): number {
  switch (content.kind) {
    case "clip":
      return content.startMs;
    case "gap":
      return content.fromMs;
    case "heartbeat":
      return atMs;
  }
}
