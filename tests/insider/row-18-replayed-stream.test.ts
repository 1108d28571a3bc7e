// SPDX-License-Identifier: AGPL-3.0-or-later
import { decodeMediaMessage, encodeMediaMessage, HUB_SOCKET_PATH, VIEWER_SOCKET_PATH } from "@nightlatch/api-contract";
import { decodeBase64url, encodeBase64url } from "@nightlatch/bytes";
import { signBeacon } from "@nightlatch/protocol/seal";
import { decodeClipOpening, formatId } from "@nightlatch/protocol/wire";
import { TEST_NOW_MS } from "@nightlatch/testkit";
import { EvilCloud } from "@nightlatch/testkit/evil-cloud";
import { expect } from "vitest";
import { recordClip } from "../../apps/household-web/src/vault/clips/recorded-clip.fixture.ts";
import { FeedProof } from "../../apps/household-web/src/vault/live/feed-proof.ts";
import { judgeLive, type ShownPicture } from "../../apps/household-web/src/vault/live/live-verdict.ts";
import { connectPeer } from "../constellation/live-peer.ts";
import { enrol, startTestServer, type HouseholdOnServer } from "../constellation/test-server.ts";
import { insiderRow } from "./insider-row.ts";
import { stopOf } from "./stop-of.ts";
import { CAMERA } from "./watching-scene.ts";

/** What came over the live socket, and the nonce by which the viewer had asked for it. */
type Stream = Readonly<{ opening: Uint8Array; beacon: Uint8Array; proof: FeedProof; captureMs: number }>;

const HOUR_MS = 3_600_000;

insiderRow(
  { row: 18, attack: "replay an hour-old stream as live", outcome: "R", codes: ["protocol.not_allowed", "late"] },
  {
    async honest() {
      await using running = await startTestServer();
      await using cloud = await EvilCloud.before(running.server.url);
      const home = await enrol(running.http, "row 18 honest");
      const { proof, beacon, opening, captureMs } = await watch(home, running.server.url, cloud.url, 1000);
      proof.take(beacon, home.state, 1100);
      const { beacons } = proof;
      expect(judgeLive({ isOffline: false, picture: shown(opening, captureMs, 1100), beacons }, 1200)).toBe("live");
    },

    async attack() {
      await using running = await startTestServer();
      await using cloud = await EvilCloud.before(running.server.url);
      const home = await enrol(running.http, "row 18");
      const hourAgo = await watch(home, running.server.url, cloud.url, 1000);
      // The viewer comes back an hour later, and draws a nonce of its own.
      const proof = new FeedProof(CAMERA, home.random);
      proof.draw(HOUR_MS);
      const { code } = await stopOf((async () => proof.take(hourAgo.beacon, home.state, HOUR_MS + 100))());
      const picture = shown(hourAgo.opening, hourAgo.captureMs, HOUR_MS + 100);
      const verdicts = [100, 1000, 1600, 2500].map((laterMs) =>
        judgeLive({ isOffline: false, picture, beacons: proof.beacons }, HOUR_MS + laterMs),
      );
      expect(verdicts).not.toContain("live");
      return [
        { seen: "the hub's old signature is for another nonce", code },
        { seen: "the old picture is never called live", code: verdicts.at(-2) ?? "none" },
      ];
    },
  },
);

/** The hub streams a clip to a viewer through the cloud, and signs the viewer's nonce. */
async function watch(home: HouseholdOnServer, serverUrl: string, cloudUrl: string, nowMs: number): Promise<Stream> {
  const clip = await recordClip(home, CAMERA, "Kpp", TEST_NOW_MS);
  const proof = new FeedProof(CAMERA, home.random);
  const hub = await connectPeer(serverUrl, HUB_SOCKET_PATH, home.as.hub);
  const viewer = await connectPeer(cloudUrl, VIEWER_SOCKET_PATH, home.as.member);
  const nonce = proof.draw(nowMs);
  const camera = formatId(CAMERA);
  viewer.say({ type: "watch", camera, nonce: encodeBase64url(nonce) });
  await hub.until(() => hub.heard("viewers") !== undefined);
  hub.socket.send(encodeMediaMessage({ kind: "opening", camera: CAMERA, payload: clip.opening }));
  for (const payload of clip.frames) hub.socket.send(encodeMediaMessage({ kind: "frame", camera: CAMERA, payload }));
  const { clip: id, header } = clip.signed;
  const [captureMs, sequence] = [TEST_NOW_MS + 200, clip.frames.length - 1];
  const place = { lane: home.state.lane, camera: CAMERA, nonces: [nonce], clip: id, header };
  const signed = await signBeacon(home.hub, { ...place, sequence, captureMs, atMs: captureMs });
  hub.say({ type: "beacon", camera, beacon: encodeBase64url(signed) });
  await viewer.until(() => viewer.heard("beacon") !== undefined && viewer.frames.length > clip.frames.length);
  const opening = viewer.frames.map(decodeMediaMessage).find((message) => message?.kind === "opening")?.payload;
  const beacon = decodeBase64url(String(viewer.heard("beacon")?.["beacon"]));
  for (const peer of [hub, viewer]) peer.socket.close();
  if (opening === undefined) throw new Error("a stream begins with an opening");
  return { opening, beacon, proof, captureMs };
}

function shown(opening: Uint8Array, captureMs: number, paintedMs: number): ShownPicture {
  const header = decodeClipOpening(opening).headerHash;
  return { captureMs, header, paintedMs, firstPaintedMs: paintedMs };
}
