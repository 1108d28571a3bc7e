// SPDX-License-Identifier: AGPL-3.0-or-later
/**
 * @file Everything that a server may be asked, store, count and be told, each with the row of docs/threat-model.md
 * ("What the server can see") that allows it, or "sealed" for what it holds and cannot read. A row is added here only
 * together with one there.
 */
export type Classified = Readonly<Record<string, string>>;

const IDS = "random ids, and that they belong together: to store and serve";
const ROLES = "roles of devices and when they came and went: it must know whom to serve";
const KEYS = "public keys, signatures, hashes of sealed boxes: it must know whom to serve";
const TIMES = "start, end, size and number of fragments: storage, resume, seek";
const RECORDS = "kind, version, author and padded size of a record: newest wins";
const WATCHING = "who is watching which camera id, when: it relays";
const FETCHING = "who fetched which clip id, when: it serves";
const SEALED = "sealed: ciphertext to the server";
const SIGNED = "signed in the clear: ids, public keys, times and hashes; no name, no picture";
const SIZES = "how much a household stores: to keep the disk from filling";
const PROCESS = "the server's own process: says nothing of households";
const PROTOCOL = "form of the interface: the same for everyone";
const SESSION = "random, short-lived, proves a device's key: a stolen one gives ciphertext";

export const ROUTES_KNOWN: Classified = {
  "GET /health": PROCESS,
  "GET /metrics": PROCESS,
  "GET /openapi.json": PROTOCOL,
  "GET /*": "the household's page, the same for everyone",
  "GET /v1/quota": SIZES,
  "POST /v1/sessions/challenges": SESSION,
  "POST /v1/sessions": SESSION,
  "DELETE /v1/sessions": SESSION,
  "GET /v1/devices/:device/household": IDS,
  "POST /v1/households": ROLES,
  "GET /v1/ledger/entries": ROLES,
  "POST /v1/ledger/entries": ROLES,
  "GET /v1/ledger/boxes": SEALED,
  "PUT /v1/mailboxes/:mailbox/:slot": SEALED,
  "GET /v1/mailboxes/:mailbox/:slot": SEALED,
  "PUT /v1/clips/:clip": TIMES,
  "PUT /v1/clips/:clip/parts/:index": SEALED,
  "GET /v1/clips/:clip/parts/:index": FETCHING,
  "GET /v1/clips/:clip": FETCHING,
  "GET /v1/clips": FETCHING,
  "DELETE /v1/clips/:clip": FETCHING,
  "PUT /v1/manifests": TIMES,
  "GET /v1/cameras/:camera/manifests": FETCHING,
  "PUT /v1/records": RECORDS,
  "GET /v1/records": RECORDS,
  "GET /v1/records/:kind/:id": RECORDS,
};

export const SOCKETS: Classified = {
  "/v1/live/hub": WATCHING,
  "/v1/live/viewer": WATCHING,
};

export const FIELDS: Classified = {
  lane: IDS,
  device: IDS,
  group: IDS,
  camera: IDS,
  clip: IDS,
  id: IDS,
  mailbox: "random id of a pairing that lives ten minutes",
  slot: PROTOCOL,
  kind: RECORDS,
  records: SEALED,
  cursor: RECORDS,
  after: RECORDS,
  entry: SIGNED,
  entries: SIGNED,
  boxes: SEALED,
  box: SEALED,
  epoch: "counts the changes of a key",
  seq: ROLES,
  head: KEYS,
  from: PROTOCOL,
  challenge: SESSION,
  signature: KEYS,
  token: SESSION,
  expiresAtMs: SESSION,
  opening: SIGNED,
  manifest: SIGNED,
  manifests: SIGNED,
  clips: TIMES,
  parts: TIMES,
  index: TIMES,
  sizeBytes: TIMES,
  startMs: TIMES,
  endMs: TIMES,
  fromMs: FETCHING,
  toMs: FETCHING,
  endsAfterMs: FETCHING,
  fromN: FETCHING,
  limit: PROTOCOL,
  n: "place in a camera's diary: so that anyone can tell a gap from a deletion",
  hash: KEYS,
  last: KEYS,
  usedBytes: SIZES,
  quotaBytes: SIZES,
  waitMs: PROTOCOL,
  status: PROCESS,
  database: PROCESS,
  storage: PROCESS,
  type: PROTOCOL,
  nonce: WATCHING,
  nonces: WATCHING,
  beacon: SIGNED,
  error: PROTOCOL,
  code: PROTOCOL,
  message: PROTOCOL,
  advice: PROTOCOL,
  details: PROTOCOL,
};

export const COLUMNS: Classified = {
  "lanes.lane": IDS,
  "lanes.used_bytes": SIZES,
  "ledger_entries.lane": IDS,
  "ledger_entries.seq": ROLES,
  "ledger_entries.head": KEYS,
  "ledger_entries.entry": SIGNED,
  "seed_boxes.lane": IDS,
  "seed_boxes.device": IDS,
  "seed_boxes.camera_group": IDS,
  "seed_boxes.epoch": "counts the changes of a key",
  "seed_boxes.box": SEALED,
  "seed_boxes.added": "order in which boxes came: a device belongs first to whoever added it first",
  "clips.lane": IDS,
  "clips.clip": IDS,
  "clips.camera": IDS,
  "clips.opening": SIGNED,
  "clips.start_ms": TIMES,
  "clips.end_ms": TIMES,
  "clips.manifest": SIGNED,
  "parts.lane": IDS,
  "parts.clip": IDS,
  "parts.part_index": TIMES,
  "parts.size_bytes": TIMES,
  "parts.sha256": "hash of sealed bytes: the same part again is taken, another is not",
  "manifests.lane": IDS,
  "manifests.camera": IDS,
  "manifests.n": "place in a camera's diary",
  "manifests.hash": KEYS,
  "manifests.manifest": SIGNED,
  "manifests.ends_ms": TIMES,
  "records.lane": IDS,
  "records.kind": RECORDS,
  "records.id": RECORDS,
  "records.version": RECORDS,
  "records.cursor": RECORDS,
  "records.author": RECORDS,
  "records.recipient": RECORDS,
  "records.record": SEALED,
};

export const LABELS: Classified = {
  method: PROTOCOL,
  route: "the pattern with its placeholders, never the ids",
  status: PROTOCOL,
  kind: "hub or viewer, in or out, and the garbage collector's own",
  le: PROTOCOL,
  type: PROCESS,
  space: PROCESS,
  version: PROCESS,
  major: PROCESS,
  minor: PROCESS,
  patch: PROCESS,
};
