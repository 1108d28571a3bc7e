// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file vectors/protocol/{clip,pairing}: what a household opens and what it refuses. */
import { encodeUtf8 } from "@nightlatch/bytes";
import {
  addDevice,
  createInvite,
  deviceFromSeed,
  encodeOffer,
  leaveHousehold,
  mailboxIdOf,
  pairingCode,
  removeDevices,
  sealPairingMessage,
} from "@nightlatch/protocol/keys";
import { createClipSealer, manifestLeaves, type ClipPlan } from "@nightlatch/protocol/seal";
import { TRACKS, type BootId, type CameraId } from "@nightlatch/protocol/wire";
import { epochOf, TEST_NOW_MS, testHousehold, type TestHousehold } from "@nightlatch/testkit";
import { generateBeacons, generateManifests, generateRecords } from "./signed-words.ts";
import { flipped, writeVectors } from "./vector-file.ts";

export async function generateFootage(): Promise<void> {
  const home = await testHousehold("vectors/footage");
  const stranger = await testHousehold("vectors/stranger");
  const shared = {
    entries: home.entries.map(({ entry }) => entry),
    group: home.group,
    epochSeed: home.keyring.find(home.epoch.pkHash)?.seed,
    strangerEntries: stranger.entries.map(({ entry }) => entry),
  };
  await generateClip(home, stranger, shared);
  await generateOpenings(home);
  await generateManifests(home, stranger, shared);
  await generateRecords(home, stranger, shared);
  await generateBeacons(home, stranger, shared);
  await generatePairing(home);
}

function clipOf(home: TestHousehold, over: Partial<ClipPlan> = {}) {
  const { hub, state, group, epoch, random } = home;
  return createClipSealer({
    hub,
    lane: state.lane,
    group,
    camera: random(16) as Uint8Array as CameraId,
    epochKey: epoch,
    seq: state.seq,
    boot: random(16) as Uint8Array as BootId,
    startMs: TEST_NOW_MS,
    random,
    ...over,
  });
}

/** Openings of a household whose hub missed that someone left, or seals to whom it must not. */
async function generateOpenings(home: TestHousehold): Promise<void> {
  const { owner, member, paper, hub, state, group, peopleEpoch, random } = home;
  const making = { actor: owner, random, nowMs: TEST_NOW_MS };
  const guest = await deviceFromSeed(random(32));
  const guestPlan = { keys: guest.publicKeys, role: "guest", untilMs: TEST_NOW_MS + 1 } as const;
  const cameras = [random(16) as Uint8Array as CameraId];
  const invited = await addDevice(making, { state, keyring: home.keyring, ...guestPlan, cameras });
  const left = await leaveHousehold({ ...making, actor: member }, invited.state);
  const rotated = await removeDevices(making, { state: left.state, keyring: home.keyring, remove: [] });
  const gone = await removeDevices(making, { state: rotated.state, keyring: rotated.keyring, remove: [hub.id] });
  const now = gone.state;
  const guests = [{ id: guest.id, keys: guest.publicKeys }];
  const readers = [owner, paper].map(({ id, publicKeys: keys }) => ({ id, keys }));
  const before = { seq: left.state.seq - 1 };
  const meanwhile = { seq: left.state.seq };
  const after = { seq: rotated.state.seq };
  const newEpoch = epochOf(rotated.state, group);
  const [stale, notAllowed] = ["protocol.stale_epoch", "protocol.not_allowed"];
  const cases: readonly (readonly [string, Partial<ClipPlan>, string?])[] = [
    ["before anyone left", before],
    ["before anyone left, for a guest, too", { ...before, devices: guests }],
    ["reader by reader while a rotation is due", { ...meanwhile, isForEpoch: false, devices: readers }],
    ["to the new epoch after the rotation", { ...after, epochKey: newEpoch }],
    ["to the epoch that the leaver knows", meanwhile, stale],
    ["to that epoch beside its readers", { ...meanwhile, devices: readers }, stale],
    ["to the old epoch after the rotation", after, stale],
    ["to the people group", { ...before, group: peopleEpoch.group, epochKey: peopleEpoch }, notAllowed],
    ["to an epoch of another group than it names", { ...before, epochKey: peopleEpoch }, "protocol.unknown_epoch"],
    ["by a guest", { ...before, hub: guest }, notAllowed],
    ["after the hub's removal", { epochKey: newEpoch, seq: now.seq }, "protocol.unknown_device"],
  ];
  writeVectors(
    "protocol/clip-opening",
    "Openings, verified after replaying `entries`: a member leaves, an owner changes the keys, the hub is removed.",
    await Promise.all(
      cases.map(async ([name, over, error]) => ({
        name,
        opening: (await clipOf(home, over)).opening,
        ...(error === undefined ? {} : { error }),
      })),
    ),
    { entries: [...home.entries, invited, left, rotated, gone].map(({ entry }) => entry) },
  );
}

async function generateClip(home: TestHousehold, stranger: TestHousehold, shared: object): Promise<void> {
  const [clip, other] = [await clipOf(home), await clipOf(home)];
  const foreign = await clipOf(stranger);
  const byOwner = await clipOf({ ...home, hub: home.owner });
  const plains = ["init segment", "key frame", "sound", "later frame"].map(encodeUtf8);
  const tracks = [TRACKS.init, TRACKS.video, TRACKS.audio, TRACKS.video];
  const sealed = [];
  for (const [i, plain] of plains.entries()) {
    sealed.push(await clip.sealFragment({ track: tracks[i] ?? TRACKS.video, startsGop: i === 1, plain }));
  }
  await other.sealFragment({ track: TRACKS.init, startsGop: false, plain: encodeUtf8("x") });
  const elsewhere = await other.sealFragment({ track: TRACKS.video, startsGop: true, plain: encodeUtf8("key frame") });
  const frame = sealed[1]?.frame ?? new Uint8Array();
  const failed = { opening: clip.opening, error: "crypto.open_failed" };
  const malformed = { opening: clip.opening, error: "protocol.malformed" };
  const longer = Uint8Array.of(...frame, 0);
  const versioned = Uint8Array.from(frame);
  versioned[0] = 2;
  writeVectors(
    "protocol/clip",
    "Openings and fragments of one clip. Replay `entries`, derive the epoch from `epochSeed`, then open.",
    [
      ...sealed.map((fragment, i) => ({
        name: `fragment ${String(fragment.sequence)}`,
        opening: clip.opening,
        frame: fragment.frame,
        plain: plains[i],
        ...manifestLeaves(fragment),
      })),
      { name: "a changed track", ...failed, frame: withByte(sealed[3]?.frame, 1, 2) },
      { name: "a GOP flag taken away", ...failed, frame: withByte(frame, 2, 0) },
      { name: "a GOP flag added", ...failed, frame: withByte(sealed[3]?.frame, 2, 1) },
      { name: "another sequence number", ...failed, frame: withByte(frame, 7, 9) },
      { name: "a changed nonce", ...failed, frame: flipped(frame, 12) },
      { name: "a changed ciphertext", ...failed, frame: flipped(frame, 24) },
      { name: "a changed tag", ...failed, frame: flipped(frame, frame.length - 1) },
      { name: "a fragment of another clip", ...failed, frame: elsewhere.frame },
      { name: "a byte left over", ...malformed, frame: longer },
      { name: "truncated", ...malformed, frame: frame.subarray(0, frame.length - 1) },
      { name: "an unknown track", ...malformed, frame: withByte(frame, 1, 3) },
      { name: "an unknown flag", ...malformed, frame: withByte(frame, 2, 3) },
      { name: "a reserved byte set", ...malformed, frame: withByte(frame, 3, 1) },
      { name: "an init segment that is not first", ...malformed, frame: withByte(frame, 1, 0) },
      { name: "another version", opening: clip.opening, frame: versioned, error: "protocol.bad_version" },
      {
        name: "longer than allowed",
        opening: clip.opening,
        frame: withByte(frame, 8, 0x10),
        error: "protocol.too_large",
      },
      {
        name: "an opening with a changed signature",
        opening: flipped(clip.opening, clip.opening.length - 1),
        frame,
        error: "protocol.bad_signature",
      },
      {
        name: "an opening with a changed key",
        opening: flipped(clip.opening, clip.opening.length - 100),
        frame,
        error: "protocol.bad_signature",
      },
      { name: "an opening of another household", opening: foreign.opening, frame, error: "protocol.wrong_household" },
      { name: "an opening by an owner", opening: byOwner.opening, frame, error: "protocol.not_allowed" },
      {
        name: "an opening with a byte left over",
        opening: Uint8Array.of(...clip.opening, 0),
        frame,
        error: "protocol.malformed",
      },
    ],
    shared,
  );
}

async function generatePairing({ member, random }: TestHousehold): Promise<void> {
  const invite = createInvite(random);
  const offer = encodeOffer({ keys: member.publicKeys, name: "Mia's phone" });
  const message = await sealPairingMessage(invite.secret, "offer", offer, random);
  const base = { secret: invite.secret, slot: "offer" };
  const error = "pairing.mismatch";
  writeVectors(
    "protocol/pairing",
    "Messages of a pairing mailbox; `mailbox`, `code` and `link` follow from secret, nonce and offer.",
    [
      { name: "an offer", ...base, message, plain: offer },
      { name: "in another slot", ...base, slot: "answer", message, error },
      { name: "under another secret", ...base, secret: random(16), message, error },
      { name: "a changed nonce", ...base, message: flipped(message, 0), error },
      { name: "a changed byte", ...base, message: flipped(message, 20), error },
      { name: "truncated", ...base, message: message.subarray(0, 11), error },
    ],
    {
      link: invite.linkFragment,
      secret: invite.secret,
      nonce: invite.nonce,
      mailbox: mailboxIdOf(invite.secret),
      code: pairingCode(invite.secret, offer, invite.nonce),
    },
  );
}

function withByte(bytes: Uint8Array | undefined, index: number, value: number): Uint8Array {
  const changed = Uint8Array.from(bytes ?? []);
  changed[index] = value;
  return changed;
}
