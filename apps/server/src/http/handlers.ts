// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file The code behind each route: text to bytes, one call to a service, bytes to text. */
import { MAX_WAIT_MS, type ClipItem, type ROUTES } from "@nightlatch/api-contract";
import { decodeBase64url, encodeBase64url } from "@nightlatch/bytes";
import {
  formatId,
  parseId,
  type CameraId,
  type ClipId,
  type DeviceId,
  type GroupId,
  type Id,
  type LaneId,
} from "@nightlatch/protocol/wire";
import type { z } from "zod";
import type { PublicLog } from "../log/public-log.ts";
import type { Releases } from "../log/releases.ts";
import type { BlobStore } from "../ports/blob-store.ts";
import type { StoredClip } from "../ports/clip-index.ts";
import type { MailboxStore } from "../ports/mailbox-store.ts";
import type { Clips } from "../services/clips.ts";
import type { Ledgers, SentEntry } from "../services/ledgers.ts";
import type { Manifests } from "../services/manifests.ts";
import type { Records } from "../services/records.ts";
import type { Sessions } from "../services/sessions.ts";
import { ApiError } from "../errors.ts";
import { makeLogHandlers } from "./log-handlers.ts";
import type { Handlers } from "./route-handler.ts";

export type Services = Readonly<{
  sessions: Sessions;
  ledgers: Ledgers;
  clips: Clips;
  manifests: Manifests;
  records: Records;
  mailboxes: MailboxStore;
  blobs: BlobStore;
  log: PublicLog;
  releases: Releases;
  quotaBytes: number;
  /** Aborts when the server stops: who waits is answered. */
  stopping: AbortSignal;
  isDatabaseHealthy: () => Promise<boolean>;
}>;

export function makeHandlers(services: Services): Handlers {
  return {
    ...serviceHandlers(services),
    ...sessionHandlers(services),
    ...ledgerHandlers(services),
    ...makeLogHandlers(services),
    ...mailboxHandlers(services),
    ...clipHandlers(services),
    ...diaryHandlers(services),
  };
}

function serviceHandlers({ clips, blobs, quotaBytes, isDatabaseHealthy }: Services) {
  return {
    readHealth: async () => {
      const [database, storage] = await Promise.all([isDatabaseHealthy(), blobs.isHealthy()]);
      return { status: database && storage ? "ok" : "failing", database, storage };
    },
    readQuota: async ({ caller }) => ({ usedBytes: await clips.usedBytes(caller.lane), quotaBytes }),
  } satisfies Partial<Handlers>;
}

function sessionHandlers({ sessions, ledgers }: Services) {
  return {
    findHousehold: async ({ params }) => ({
      lane: formatId(await ledgers.findHouseholdOf(parseId<DeviceId>(params.device))),
    }),
    createChallenge: ({ body }) => {
      const challenge = sessions.createChallenge(parseId<LaneId>(body.lane), parseId<DeviceId>(body.device));
      return Promise.resolve({ challenge: encodeBase64url(challenge) });
    },
    createSession: ({ body }) =>
      sessions.createSession({
        lane: parseId<LaneId>(body.lane),
        device: parseId<DeviceId>(body.device),
        challenge: decodeBase64url(body.challenge),
        signature: decodeBase64url(body.signature),
      }),
    deleteSession: ({ token }) => {
      if (token !== undefined) sessions.end(token);
      return Promise.resolve(undefined);
    },
  } satisfies Partial<Handlers>;
}

function ledgerHandlers({ ledgers }: Services) {
  return {
    createHousehold: async ({ body }) => {
      const { lane, seq, head } = await ledgers.create(sentEntry(body));
      return { lane: formatId(lane), seq, head: encodeBase64url(head) };
    },
    readEntries: async ({ caller, query }) => {
      const entries = await ledgers.readEntries(caller.lane, query.from);
      const { seq, head } = await ledgers.endFor(caller.state, caller.device);
      // An entry that came after the caller was let in would not fit to seq and head.
      const known = entries.filter((one) => one.seq <= seq);
      return { entries: known.map(({ entry }) => encodeBase64url(entry)), seq, head: encodeBase64url(head) };
    },
    appendEntry: async ({ caller, body }) => {
      const { seq, head } = await ledgers.append(caller.lane, sentEntry(body));
      return { seq, head: encodeBase64url(head) };
    },
    readBoxes: async ({ caller }) => {
      const boxes = await ledgers.readBoxes(caller.lane, caller.device.id);
      return {
        boxes: boxes.map(({ group, epoch, box }) => ({ group: formatId(group), epoch, box: encodeBase64url(box) })),
      };
    },
    putBoxes: async ({ caller, body }) => {
      const boxes = body.boxes.map(({ group, epoch, device, box }) => ({
        group: parseId<GroupId>(group),
        epoch,
        device: parseId<DeviceId>(device),
        box: decodeBase64url(box),
      }));
      await ledgers.addBoxes(caller.lane, boxes);
      return undefined;
    },
  } satisfies Partial<Handlers>;
}

function sentEntry({ entry, boxes, grantBoxes, leaf }: z.output<(typeof ROUTES)["appendEntry"]["body"]>): SentEntry {
  return {
    entry: decodeBase64url(entry),
    boxes: boxes.map(decodeBase64url),
    ...(grantBoxes === undefined ? {} : { grantBoxes: grantBoxes.map(decodeBase64url) }),
    ...(leaf === undefined ? {} : { leaf: { leaf: decodeBase64url(leaf.leaf), salt: decodeBase64url(leaf.salt) } }),
  };
}

function mailboxHandlers({ mailboxes, stopping }: Services) {
  return {
    putMailbox: ({ params, body }) => {
      if (mailboxes.put(params.mailbox, params.slot, body) === "other") {
        throw new ApiError("mailbox.full", "another message is in this slot");
      }
      return Promise.resolve(undefined);
    },
    readMailbox: async ({ params, query, signal }) => {
      const waitMs = Math.min(query.waitMs, MAX_WAIT_MS);
      const untilEnd = waitMs === 0 ? signal : AbortSignal.any([signal, stopping]);
      const message = await mailboxes.read(params.mailbox, params.slot, waitMs, untilEnd);
      if (message === undefined) throw new ApiError("mailbox.empty", "no message yet");
      return message;
    },
  } satisfies Partial<Handlers>;
}

function clipHandlers({ clips }: Services) {
  return {
    putClip: async ({ caller, params, body }) => {
      await clips.announce(caller, parseId<ClipId>(params.clip), body);
      return undefined;
    },
    putPart: async ({ caller, params, body }) => {
      await clips.putPart(caller, parseId<ClipId>(params.clip), params.index, body);
      return undefined;
    },
    readPart: ({ caller, params }) => clips.readPart(caller, parseId<ClipId>(params.clip), params.index),
    readClip: async ({ caller, params }) => clipItemOf(await clips.read(caller, parseId<ClipId>(params.clip))),
    listClips: async ({ caller, query }) => {
      const { fromMs, toMs, limit } = query;
      const found = await clips.list(caller, parseId<CameraId>(query.camera), fromMs, toMs, limit);
      return { clips: found.map(clipItemOf) };
    },
    deleteClip: async ({ caller, params }) => {
      await clips.delete(caller, parseId<ClipId>(params.clip));
      return undefined;
    },
  } satisfies Partial<Handlers>;
}

function diaryHandlers({ manifests, records }: Services) {
  return {
    putManifest: async ({ caller, body }) => ({ n: await manifests.append(caller, body) }),
    readManifests: async ({ caller, params, query }) => {
      const camera = parseId<CameraId>(params.camera);
      const from = { n: query.fromN, endsAfterMs: query.endsAfterMs };
      const { manifests: found, last } = await manifests.read(caller, camera, from, query.limit);
      return {
        manifests: found.map(({ manifest }) => encodeBase64url(manifest)),
        last: last === undefined ? null : { n: last.n, hash: encodeBase64url(last.hash) },
      };
    },
    putRecord: async ({ caller, body }) => ({ cursor: await records.put(caller, body) }),
    readRecords: async ({ caller, query }) => {
      const { records: found, cursor } = await records.changedAfter(caller, query.after, query.limit);
      return { records: found.map(({ record }) => encodeBase64url(record)), cursor };
    },
    readRecord: async ({ caller, params }) => {
      const { record } = await records.read(caller, { kind: params.kind, id: parseId<Id>(params.id) });
      return record;
    },
  } satisfies Partial<Handlers>;
}

function clipItemOf(clip: StoredClip): ClipItem {
  return {
    clip: formatId(clip.clip),
    camera: formatId(clip.camera),
    opening: encodeBase64url(clip.opening),
    manifest: clip.manifest === undefined ? null : encodeBase64url(clip.manifest),
    startMs: clip.startMs,
    endMs: clip.endMs ?? null,
    parts: clip.parts.map(({ index, sizeBytes }) => ({ index, sizeBytes })),
    sizeBytes: clip.parts.reduce((sum, part) => sum + part.sizeBytes, 0),
  };
}
