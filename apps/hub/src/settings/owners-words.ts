// SPDX-License-Identifier: AGPL-3.0-or-later
/**
 * @file What an owner tells this hub about a camera, by records sealed to it. They come through the server: who
 * signed them, whether that device still is an owner, and that they are newer than what is known is checked here.
 */
import { equalBytes } from "@nightlatch/bytes";
import { NightlatchError } from "@nightlatch/errors";
import { Keyring, type DeviceSecrets } from "@nightlatch/protocol/keys";
import { openRecord, type CameraRulesContent, type CameraSourceContent } from "@nightlatch/protocol/open";
import {
  activeDevice,
  decodeRecord,
  type CameraId,
  type LedgerDevice,
  type LedgerState,
  type RecordHeader,
} from "@nightlatch/protocol/wire";
import { describeError, type HubLog } from "../observability/logger.ts";
import type { CameraRow, CameraTable } from "./camera-table.ts";

export type OwnersWordsDeps = Readonly<{
  hub: DeviceSecrets;
  table: CameraTable;
  state: () => LedgerState;
  /** Whether the public log shows that a device is in. */
  isProved: (device: LedgerDevice) => boolean;
  log: HubLog;
}>;

export type OwnerWord = CameraSourceContent | CameraRulesContent;
type Opened = Readonly<{ header: RecordHeader; content: OwnerWord }>;

export class OwnersWords {
  readonly #deps: OwnersWordsDeps;

  constructor(deps: OwnersWordsDeps) {
    this.#deps = deps;
  }

  /** Takes in a record from the server, if it is one for this hub. @returns whether something changed */
  async takeIn(record: Uint8Array): Promise<boolean> {
    const { table, state, isProved, log } = this.#deps;
    try {
      const opened = await this.open(record);
      if (opened === undefined) return false;
      const { header, content } = opened;
      const camera = header.id as Uint8Array as CameraId;
      // The server may bring back the word of someone who was put out; one that is stored stays good.
      const author = activeDevice(state(), header.author);
      if (author?.role !== "owner" || !isProved(author)) return false;
      // An older version is an old address or password: an attacker's, if the camera was taken over once.
      if (versionOf(storedRecord(table.find(camera), content.kind)) >= header.version) return false;
      table.setRecord(camera, content.kind, record);
      return true;
    } catch (error) {
      // Whoever wrote it: one record that is no good must not stand between this hub and those behind it.
      if (!(error instanceof NightlatchError)) throw error;
      log.warn({ error: describeError(error) }, "a record from the server was refused");
      return false;
    }
  }

  /** Undefined for what is not said to this hub. @throws ProtocolError | crypto.open_failed */
  async open(record: Uint8Array): Promise<Opened | undefined> {
    const { hub, state } = this.#deps;
    const { header } = decodeRecord(record);
    // What is sealed to the household is not for a hub: it holds no epoch's key.
    if (header.to.kind !== "device" || !equalBytes(header.to.device, hub.id)) return undefined;
    const opened = await openRecord(record, state(), { device: hub, keyring: new Keyring() });
    const content = opened?.content;
    if (content?.kind !== "camera-source" && content?.kind !== "camera-rules") return undefined;
    return { header, content };
  }
}

function storedRecord(row: CameraRow | undefined, kind: OwnerWord["kind"]): Uint8Array | undefined {
  return kind === "camera-source" ? row?.sourceRecord : row?.rulesRecord;
}

function versionOf(record: Uint8Array | undefined): number {
  return record === undefined ? 0 : decodeRecord(record).header.version;
}
