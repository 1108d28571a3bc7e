// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file vectors/protocol/{manifest,record,beacon}: what is believed on a signature, and what is not. */
import { decodeCbor, encodeCbor, type CborValue } from "@nightlatch/bytes";
import { merkleRoot } from "@nightlatch/crypto/merkle";
import { sealRecord, signBeacon, signManifest } from "@nightlatch/protocol/seal";
import {
  decodeSigned,
  encodeSigned,
  laneGroup,
  MANIFEST_CONTEXT,
  type CameraId,
  type ClipContent,
  type Manifest,
  type OperatorId,
} from "@nightlatch/protocol/wire";
import { epochOf, TEST_NOW_MS, type TestHousehold } from "@nightlatch/testkit";
import { flipped, writeVectors } from "./vector-file.ts";

export async function generateManifests(home: TestHousehold, stranger: TestHousehold, shared: object): Promise<void> {
  const { hub, state, random } = home;
  const camera = random(16) as Uint8Array as CameraId;
  const base: Omit<Manifest, "hub" | "content"> = {
    lane: state.lane,
    camera,
    n: 0,
    prev: new Uint8Array(32) as Manifest["prev"],
    atMs: TEST_NOW_MS,
  };
  const clip: ClipContent = {
    kind: "clip",
    clip: random(16) as Uint8Array as ClipContent["clip"],
    header: random(32) as Uint8Array as ClipContent["header"],
    startMs: TEST_NOW_MS,
    endMs: TEST_NOW_MS + 60_000,
    count: 9,
    sealedRoot: merkleRoot([]),
    plainRoot: merkleRoot([]),
    parts: [
      { firstSequence: 0, startMs: TEST_NOW_MS, sizeBytes: 1000 },
      { firstSequence: 5, startMs: TEST_NOW_MS + 30_000, sizeBytes: 900 },
    ],
    cut: false,
  };
  const signed = await signManifest(hub, { ...base, content: clip });
  const heartbeat = await signManifest(hub, { ...base, content: { kind: "heartbeat" } });
  const gap = await signManifest(hub, { ...base, content: { kind: "gap", fromMs: 1, toMs: 2, reason: "disk_full" } });
  const contentOver = (over: Record<string, CborValue>) =>
    resign(home, signed, (map) => ({ ...map, content: { ...(map["content"] as object), ...over } }));
  const malformed = "protocol.malformed";
  writeVectors(
    "protocol/manifest",
    "Signed manifests of one camera, verified after replaying `entries`.",
    [
      { name: "a clip", manifest: signed, kind: "clip" },
      { name: "a heartbeat", manifest: heartbeat, kind: "heartbeat" },
      { name: "a gap", manifest: gap, kind: "gap" },
      { name: "a changed signature", manifest: flipped(signed, signed.length - 1), error: "protocol.bad_signature" },
      {
        name: "by an owner",
        manifest: await signManifest(home.owner, { ...base, content: clip }),
        error: "protocol.not_allowed",
      },
      {
        name: "by a stranger's hub",
        manifest: await signManifest(stranger.hub, { ...base, content: clip }),
        error: "protocol.unknown_device",
      },
      {
        name: "of another household",
        manifest: await signManifest(hub, { ...base, lane: stranger.state.lane, content: clip }),
        error: "protocol.wrong_household",
      },
      {
        name: "version 2",
        manifest: await resign(home, signed, (map) => ({ ...map, v: 2 })),
        error: "protocol.bad_version",
      },
      {
        name: "an unknown kind",
        manifest: await resign(home, signed, (map) => ({ ...map, kind: "note" })),
        error: malformed,
      },
      {
        name: "an extra key",
        manifest: await resign(home, signed, (map) => ({ ...map, note: "x" })),
        error: malformed,
      },
      { name: "a first part that is not at 0", manifest: await contentOver({ parts: [[1, 0, 10]] }), error: malformed },
      {
        name: "parts that do not rise",
        manifest: await contentOver({
          parts: [
            [0, 0, 10],
            [0, 0, 10],
          ],
        }),
        error: malformed,
      },
      {
        name: "a part behind the end",
        manifest: await contentOver({
          parts: [
            [0, 0, 10],
            [9, 0, 10],
          ],
        }),
        error: malformed,
      },
      { name: "no parts", manifest: await contentOver({ count: 0, parts: [] }), error: malformed },
      { name: "an end before its start", manifest: await contentOver({ endMs: 1 }), error: malformed },
      {
        name: "a gap that ends before it starts",
        manifest: await signManifest(hub, { ...base, content: { kind: "gap", fromMs: 2, toMs: 1, reason: "paused" } }),
        error: malformed,
      },
    ],
    shared,
  );
}

export async function generateRecords(home: TestHousehold, stranger: TestHousehold, shared: object): Promise<void> {
  const { owner, hub, member, state, epoch, peopleEpoch } = home;
  const to = { kind: "epoch", epoch: peopleEpoch.pkHash, pk: peopleEpoch.pk } as const;
  const toWatchers = { kind: "epoch", epoch: epoch.pkHash, pk: epoch.pk } as const;
  const lane = epochOf(state, laneGroup(state));
  const content = { kind: "household", name: "The Larks" } as const;
  const device = { kind: "device", name: "Mia's phone", person: "Mia" } as const;
  const camera = home.random(16) as Uint8Array as CameraId;
  const supportCase = {
    kind: "case",
    key: home.random(32),
    team: "Help desk",
    operator: home.random(16) as Uint8Array as OperatorId,
  } as const;
  const status = {
    kind: "camera-status",
    state: "running",
    code: "",
    advice: "",
    sinceMs: 1,
    audio: "",
    video: { codec: "h264", codecString: "avc1.64001e", width: 640, height: 360 },
  } as const;
  const plan = { author: owner, lane: state.lane, id: state.lane, version: 1, to, content, atMs: TEST_NOW_MS };
  const record = await sealRecord(plan);
  const away = await sealRecord({ ...plan, to: { ...to, epoch: stranger.peopleEpoch.pkHash } });
  writeVectors(
    "protocol/record",
    "Records, opened after replaying `entries` and deriving the people group's epoch from `epochSeed`.",
    [
      { name: "a household's name", record, content: { name: content.name } },
      { name: "a changed header", record: flipped(record, 40), error: "protocol.bad_signature" },
      { name: "a changed box", record: flipped(record, record.length - 80), error: "protocol.bad_signature" },
      { name: "a changed signature", record: flipped(record, record.length - 1), error: "protocol.bad_signature" },
      {
        name: "a support case, by a member",
        record: await sealRecord({ ...plan, author: member, content: supportCase }),
        content: { team: supportCase.team },
      },
      {
        name: "a support case, by a hub",
        record: await sealRecord({ ...plan, author: hub, content: supportCase }),
        error: "protocol.not_allowed",
      },
      { name: "by a hub", record: await sealRecord({ ...plan, author: hub }), error: "protocol.not_allowed" },
      {
        name: "by a stranger",
        record: await sealRecord({ ...plan, author: stranger.owner }),
        error: "protocol.unknown_device",
      },
      {
        name: "of another household",
        record: await sealRecord({ ...plan, lane: stranger.state.lane }),
        error: "protocol.wrong_household",
      },
      {
        name: "a member's own device",
        record: await sealRecord({ ...plan, author: member, id: member.id, content: device }),
        content: { name: device.name, person: device.person },
      },
      {
        name: "another's device, by a member",
        record: await sealRecord({ ...plan, author: member, id: owner.id, content: device }),
        error: "protocol.not_allowed",
      },
      {
        name: "a household's name under another id",
        record: await sealRecord({ ...plan, id: camera }),
        error: "protocol.not_allowed",
      },
      {
        name: "the name of a group that is no camera group",
        record: await sealRecord({ ...plan, id: peopleEpoch.group, content: { kind: "group", name: "Inside" } }),
        error: "protocol.not_allowed",
      },
      {
        name: "names for whoever only watches a camera",
        record: await sealRecord({ ...plan, to: toWatchers }),
        error: "protocol.not_allowed",
      },
      {
        name: "names under the lane group's key",
        record: await sealRecord({ ...plan, to: { kind: "epoch", epoch: lane.pkHash, pk: lane.pk } }),
        error: "protocol.not_allowed",
      },
      {
        name: "a camera's status for whoever only knows names",
        record: await sealRecord({ ...plan, author: hub, id: camera, content: status }),
        error: "protocol.not_allowed",
      },
      {
        name: "names for one device",
        record: await sealRecord({ ...plan, to: { kind: "device", device: owner.id, pk: owner.publicKeys.hpke } }),
        error: "protocol.not_allowed",
      },
      {
        name: "a camera's password for everyone who watches",
        record: await sealRecord({
          ...plan,
          id: camera,
          to: toWatchers,
          content: { kind: "camera-source", source: { kind: "none" } },
        }),
        error: "protocol.not_allowed",
      },
      { name: "under an unknown epoch", record: away, error: "protocol.unknown_epoch" },
      {
        name: "sealed to a key that the header does not name",
        record: await sealRecord({ ...plan, to: { ...to, pk: stranger.peopleEpoch.pk } }),
        error: "crypto.open_failed",
      },
      { name: "a byte left over", record: Uint8Array.of(...record, 0), error: "protocol.malformed" },
    ],
    { ...shared, group: peopleEpoch.group, epochSeed: home.keyring.find(peopleEpoch.pkHash)?.seed },
  );
}

export async function generateBeacons(home: TestHousehold, stranger: TestHousehold, shared: object): Promise<void> {
  const { hub, state, random } = home;
  const [nonce, otherNonce] = [random(16), random(16)];
  const base = {
    lane: state.lane,
    camera: random(16) as Uint8Array as CameraId,
    nonces: [nonce],
    clip: random(16) as Uint8Array as ClipContent["clip"],
    header: random(32) as Uint8Array as ClipContent["header"],
    sequence: 77,
    captureMs: TEST_NOW_MS,
    atMs: TEST_NOW_MS + 20,
  };
  const beacon = await signBeacon(hub, base);
  writeVectors(
    "protocol/beacon",
    "Signed beacons, verified for `nonce` after replaying `entries`.",
    [
      { name: "for this viewer", beacon, nonce, sequence: 77 },
      { name: "for another viewer", beacon, nonce: otherNonce, error: "protocol.not_allowed" },
      {
        name: "a changed signature",
        beacon: flipped(beacon, beacon.length - 1),
        nonce,
        error: "protocol.bad_signature",
      },
      { name: "by an owner", beacon: await signBeacon(home.owner, base), nonce, error: "protocol.not_allowed" },
      {
        name: "by a stranger's hub",
        beacon: await signBeacon(stranger.hub, base),
        nonce,
        error: "protocol.unknown_device",
      },
      {
        name: "of another household",
        beacon: await signBeacon(hub, { ...base, lane: stranger.state.lane }),
        nonce,
        error: "protocol.wrong_household",
      },
      {
        name: "a short nonce",
        beacon: await signBeacon(hub, { ...base, nonces: [nonce.subarray(1)] }),
        nonce,
        error: "protocol.malformed",
      },
    ],
    shared,
  );
}

async function resign(
  { hub }: TestHousehold,
  signed: Uint8Array,
  change: (map: Record<string, CborValue>) => Record<string, CborValue>,
): Promise<Uint8Array> {
  const bytes = encodeCbor(
    change(decodeCbor(decodeSigned(signed, 1 << 20, "manifest").bytes) as Record<string, CborValue>),
  );
  return encodeSigned({ bytes, signature: await hub.ledger.sign(MANIFEST_CONTEXT, bytes) });
}
