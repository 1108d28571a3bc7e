// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file The household's server over HTTP and one socket, as a signed-in device. Bytes in, bytes out. */
import { logAnswerOf, type DeviceSession } from "@nightlatch/api-client";
import type { ClipItem } from "@nightlatch/api-contract";
import { decodeBase64url, encodeBase64url } from "@nightlatch/bytes";
import { hasCode } from "@nightlatch/errors";
import { decodeClipOpening, decodeManifest, formatId, parseId, type GroupId } from "@nightlatch/protocol/wire";
import { entryBody } from "./entry-body.ts";
import type { HouseholdServer, LiveSocket, LiveSocketEvents, StoredClip } from "./household-server.ts";

/** Opens the live socket; see viewer-socket.ts. */
export type OpenLive = (session: DeviceSession, events: LiveSocketEvents) => LiveSocket;

export function sessionServer(session: DeviceSession, openLive: OpenLive): HouseholdServer {
  return {
    session,
    async ledgerPage(fromSeq) {
      const { entries, seq, head } = await session.call("readEntries", { query: { from: fromSeq } });
      return { entries: entries.map(decodeBase64url), seq, head: decodeBase64url(head) };
    },
    async appendEntry(entry, boxes, leaf, grantBoxes) {
      const granted = grantBoxes === undefined ? {} : { grantBoxes: grantBoxes.map(encodeBase64url) };
      await session.call("appendEntry", { body: { ...entryBody(entry, boxes, leaf), ...granted } });
    },
    async releaseBoxes(boxes) {
      const released = boxes.map(({ group, epoch, device, box }) => ({
        group: formatId(group),
        epoch,
        device: formatId(device),
        box: encodeBase64url(box),
      }));
      await session.call("putBoxes", { body: { boxes: released } });
    },
    async lastLeaf() {
      const { leaf, salt, seq, index } = await session.call("readLane", {});
      if (leaf === undefined || salt === undefined || seq === undefined) return undefined;
      const place = index === undefined ? {} : { index };
      return { leaf: decodeBase64url(leaf), salt: decodeBase64url(salt), seq, ...place };
    },
    async logProof(from) {
      return logAnswerOf(await session.call("readLogProof", { query: { from } }));
    },
    async ownBoxes() {
      const { boxes } = await session.call("readBoxes", {});
      return boxes.map(({ group, epoch, box }) => ({
        group: parseId<GroupId>(group),
        epoch,
        box: decodeBase64url(box),
      }));
    },
    async recordsAfter(after) {
      const { records, cursor } = await session.call("readRecords", { query: { after } });
      return { records: records.map(decodeBase64url), cursor };
    },
    findRecord: (kind, id) =>
      orUndefined("record.unknown", () => session.call("readRecord", { params: { kind, id: formatId(id) } })),
    async putRecord(record) {
      await session.call("putRecord", { body: record });
    },
    async listClips(camera, fromMs, toMs) {
      const query = { camera: formatId(camera), fromMs: Math.floor(Math.max(0, fromMs)), toMs: Math.ceil(toMs) };
      const { clips } = await session.call("listClips", { query });
      return clips.map(storedClip);
    },
    async readClip(clip) {
      return storedClip(await session.call("readClip", { params: { clip: formatId(clip) } }));
    },
    readPart: (clip, index) => session.call("readPart", { params: { clip: formatId(clip), index } }),
    async deleteClip(clip) {
      await session.call("deleteClip", { params: { clip: formatId(clip) } });
    },
    async findInDiary(camera, endsAfterMs) {
      const query = { endsAfterMs: Math.floor(Math.max(0, endsAfterMs)), limit: 1 };
      const answer = await session.call("readManifests", { params: { camera: formatId(camera) }, query });
      const [found] = answer.manifests;
      const first = found === undefined ? {} : { first: decodeManifest(decodeBase64url(found)).n };
      return { ...first, ...(answer.last === null ? {} : { last: answer.last.n }) };
    },
    async manifestsFrom(camera, fromN) {
      const { manifests } = await session.call("readManifests", {
        params: { camera: formatId(camera) },
        query: { fromN },
      });
      return manifests.map(decodeBase64url);
    },
    usage: () => session.call("readQuota", {}),
    openLive: (events) => openLive(session, events),
    signOut: () => session.signOut(),
  };
}

/** As it came: who believes it verifies it. @throws protocol.malformed and its like */
function storedClip({ opening, manifest, parts, sizeBytes }: ClipItem): StoredClip {
  return {
    opening: decodeClipOpening(decodeBase64url(opening)),
    ...(manifest === null ? {} : { signedManifest: decodeBase64url(manifest) }),
    parts,
    sizeBytes,
  };
}

async function orUndefined<T>(code: string, read: () => Promise<T>): Promise<T | undefined> {
  try {
    return await read();
  } catch (error) {
    if (hasCode(error, code)) return undefined;
    throw error;
  }
}
