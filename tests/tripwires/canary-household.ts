// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file A household whose every secret is a word that can be searched for, used as a household uses a server. */
import { HUB_SOCKET_PATH, VIEWER_SOCKET_PATH, encodeMediaMessage } from "@nightlatch/api-contract";
import { concatBytes, encodeBase64url } from "@nightlatch/bytes";
import { createInvite, encodeOffer, mailboxIdOf, sealPairingMessage } from "@nightlatch/protocol/keys";
import { sealRecord, signBeacon, signManifest, type RecordContent } from "@nightlatch/protocol/seal";
import { formatId, NO_PREVIOUS, type Id } from "@nightlatch/protocol/wire";
import { TEST_NOW_MS } from "@nightlatch/testkit";
import { connectPeer } from "../constellation/live-peer.ts";
import { sealClip, type SealedClip } from "../constellation/sealed-clip.ts";
import { enrol, type HouseholdOnServer, type TestServer } from "../constellation/test-server.ts";
import { uploadClip } from "../constellation/upload-clip.ts";
import { textWord, type Heap, type Word } from "./planted-words.ts";

const SECRETS = {
  household: "Canary House Quokka",
  phone: "Canary Phone Numbat",
  person: "Canary Person Kowari",
  hub: "Canary Hub Potoroo",
  camera: "Canary Door Wombat",
  joining: "Canary Tablet Quoll",
  url: "rtsp://canary-address-dingo.example:554/live",
  username: "canary-username-bilby",
  password: "canary-password-echidna",
  advice: "Canary advice Bandicoot",
  codec: "canary.codec.possum",
  thumbnail: "canary thumbnail picture of a kookaburra",
  frame: "canary frame content of a cassowary at night",
} as const;

export const CANARY_WORDS: readonly Word[] = Object.values(SECRETS).map(textWord);

export type CanaryHousehold = Readonly<{
  home: HouseholdOnServer;
  sealed: SealedClip;
  mailbox: string;
  /** What the live sockets heard. */
  heard: readonly Heap[];
  records: readonly Uint8Array[];
}>;

/** Names, a camera, a recording with its thumbnail, a pairing, live view. */
export async function liveACanaryLife({ http, server }: TestServer): Promise<CanaryHousehold> {
  const home = await enrol(http, "canary household");
  const frame = concatBytes(...Array.from({ length: 20 }, () => Buffer.from(SECRETS.frame)), home.random(64));
  const sealed = await sealClip(home, { plain: () => frame });
  const records = await putRecords(home, sealed);
  await uploadClip(home, sealed);
  const place = { lane: home.state.lane, camera: sealed.camera, n: 0, prev: NO_PREVIOUS, atMs: TEST_NOW_MS };
  await home.as.hub.call("putManifest", { body: await signManifest(home.hub, { ...place, content: sealed.content }) });
  const mailbox = await offerDevice(http, home);
  return { home, sealed, mailbox, records, heard: await watchLive(server.url, home, sealed) };
}

async function putRecords(home: HouseholdOnServer, { camera, clip }: SealedClip): Promise<readonly Uint8Array[]> {
  const { state, group, epoch, peopleEpoch, owner, hub, random } = home;
  const toPeople = { kind: "epoch", epoch: peopleEpoch.pkHash, pk: peopleEpoch.pk } as const;
  const toWatchers = { kind: "epoch", epoch: epoch.pkHash, pk: epoch.pk } as const;
  const toHub = { kind: "device", device: hub.id, pk: hub.publicKeys.hpke } as const;
  const { url, username, password } = SECRETS;
  const video = { codec: "h264", codecString: SECRETS.codec, width: 1920, height: 1080 };
  const limits = { retentionDays: 7, retentionBytes: 0, removed: false };
  const jpeg = concatBytes(Buffer.from(SECRETS.thumbnail), random(2000), Buffer.from(SECRETS.thumbnail));
  const plans: readonly (readonly ["owner" | "hub", Id, RecordContent])[] = [
    ["owner", state.lane, { kind: "household", name: SECRETS.household }],
    ["owner", owner.id, { kind: "device", name: SECRETS.phone, person: SECRETS.person }],
    ["hub", hub.id, { kind: "device", name: SECRETS.hub, person: "" }],
    ["owner", camera, { kind: "camera", name: SECRETS.camera, hub: hub.id, group, ...limits }],
    ["owner", camera, { kind: "camera-source", source: { kind: "rtsp", url, username, password } }],
    ["owner", camera, { kind: "camera-rules", group, ...limits }],
    [
      "hub",
      camera,
      { kind: "camera-status", state: "running", code: "", advice: SECRETS.advice, sinceMs: 1, video, audio: "" },
    ],
    ["hub", clip, { kind: "thumbnail", jpeg }],
  ];
  return Promise.all(
    plans.map(async ([by, id, content]) => {
      const isForHub = content.kind === "camera-source" || content.kind === "camera-rules";
      const isForPeople = content.kind === "household" || content.kind === "device";
      const plan = { author: home[by], lane: state.lane, id, version: 1, content, atMs: TEST_NOW_MS };
      const record = await sealRecord({ ...plan, to: isForHub ? toHub : isForPeople ? toPeople : toWatchers });
      await home.as[by].call("putRecord", { body: record });
      return record;
    }),
  );
}

async function offerDevice(http: TestServer["http"], { member, random }: HouseholdOnServer): Promise<string> {
  const { secret } = createInvite(random);
  const offer = encodeOffer({ keys: member.publicKeys, name: SECRETS.joining });
  const mailbox = mailboxIdOf(secret);
  const body = await sealPairingMessage(secret, "offer", offer, random);
  await http.call("putMailbox", { params: { mailbox, slot: "offer" }, body });
  return mailbox;
}

async function watchLive(serverUrl: string, home: HouseholdOnServer, sealed: SealedClip): Promise<readonly Heap[]> {
  const camera = formatId(sealed.camera);
  const hub = await connectPeer(serverUrl, HUB_SOCKET_PATH, home.as.hub);
  const viewer = await connectPeer(serverUrl, VIEWER_SOCKET_PATH, home.as.member);
  const nonce = home.random(16);
  viewer.say({ type: "watch", camera, nonce: encodeBase64url(nonce) });
  await hub.until(() => hub.heard("viewers") !== undefined);
  hub.socket.send(encodeMediaMessage({ kind: "opening", camera: sealed.camera, payload: sealed.opening }));
  for (const payload of sealed.frames) {
    hub.socket.send(encodeMediaMessage({ kind: "frame", camera: sealed.camera, payload }));
  }
  const { clip, header, startMs } = sealed.content;
  const seen = { clip, header, sequence: sealed.frames.length - 1, captureMs: startMs, atMs: startMs };
  const beacon = await signBeacon(home.hub, { lane: home.state.lane, camera: sealed.camera, nonces: [nonce], ...seen });
  hub.say({ type: "beacon", camera, beacon: encodeBase64url(beacon) });
  await viewer.until(() => viewer.heard("beacon") !== undefined && viewer.frames.length > sealed.frames.length);
  for (const peer of [hub, viewer]) peer.socket.close();
  return [hub, viewer].flatMap(({ texts, frames }, i) => [
    { place: `texts of socket ${String(i)}`, bytes: Buffer.from(JSON.stringify(texts)) },
    ...frames.map((bytes, n) => ({ place: `message ${String(n)} of socket ${String(i)}`, bytes })),
  ]);
}
