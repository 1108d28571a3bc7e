// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file A household's own hub as witness, asked over the socket that it opened: a real witness, and hubs that lie. */
import { VIEWER_SOCKET_PATH } from "@nightlatch/api-contract";
import { encodeUtf8 } from "@nightlatch/bytes";
import { removeDevices, witnessKeyOf, type DeviceSecrets } from "@nightlatch/protocol/keys";
import { witnessNameOf, type LogView } from "@nightlatch/protocol/log";
import { createEd25519Cosigner } from "@nightlatch/transparency/signing";
import { formatSignatureLines, parseCheckpoint, parseNote } from "@nightlatch/transparency/verify";
import { parseAddCheckpoint } from "@nightlatch/transparency/witness";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { connectPeer, type LivePeer } from "../constellation/live-peer.ts";
import { checkpointAt, logOfSize } from "../constellation/log-reader.ts";
import { LoggedHome } from "../constellation/logged-home.ts";
import { startTestServer, type TestServer } from "../constellation/test-server.ts";
import { connectWitness, hubWitness, type WitnessReply } from "../constellation/witness-hub.ts";

let running: TestServer;
let folder: string;
const peers: LivePeer[] = [];

beforeAll(async () => {
  running = await startTestServer();
  folder = await mkdtemp(join(tmpdir(), "nightlatch-witness-"));
});

afterAll(async () => {
  for (const peer of peers) peer.socket.close();
  await running[Symbol.asyncDispose]();
  await rm(folder, { recursive: true });
});

async function homeWithHub(seed: string) {
  const home = await LoggedHome.found(running.http, running.server.url, seed);
  return { home, hub: await home.addDevice("hub") };
}

async function connect(home: LoggedHome, hub: DeviceSecrets, reply: Parameters<typeof connectWitness>[2]) {
  const peer = await connectWitness(running.server.url, home.sessionOf(hub), reply);
  peers.push(peer);
  return peer;
}

const honest = (home: LoggedHome, hub: DeviceSecrets, name: string) =>
  hubWitness(hub, home.state.policy, join(folder, name), () => home.nowMs);

const cosigners = (note: Uint8Array) => parseNote(note).signatures.map(({ name }) => name);

/** A viewer of the household: hears when there is news. */
async function listener(home: LoggedHome): Promise<LivePeer> {
  const peer = await connectPeer(running.server.url, VIEWER_SOCKET_PATH, home.session);
  peers.push(peer);
  return peer;
}

/** Asks whenever the household is told of news, or a hub came to be proved, until the view is as wished. */
async function followUntil(home: LoggedHome, ear: LivePeer, fits: (view: LogView) => boolean) {
  let view: LogView | undefined;
  for (;;) {
    const followed = await home.follow(view);
    if (followed.kind === "stopped") throw new Error(followed.code);
    const hasProvedMore = followed.view.provedSeq > (view?.provedSeq ?? -1);
    view = followed.view;
    if (fits(view)) return followed;
    // Under what is proved now, the very same answer may be worth more.
    if (hasProvedMore) continue;
    await ear.until(() => ear.heard("log-changed") !== undefined);
    ear.texts.length = 0;
  }
}

describe("a household's hub", () => {
  it("cosigns what it is shown, and its household then holds a fresh, witnessed proof", async () => {
    const { home, hub } = await homeWithHub("honest hub");
    const ear = await listener(home);
    const witness = await honest(home, hub, "honest");
    await connect(home, hub, (body) => witness.addCheckpoint(body));
    const name = witnessNameOf(hub.id);
    const first = await followUntil(home, ear, ({ provedSeq, cosignedBy }) => provedSeq === 1 && cosignedBy.length > 0);
    expect(first).toMatchObject({ isFresh: true, view: { cosignedBy: [name], isWitnessed: true } });
    // From now on a proved hub is in the ledger: each further entry needs its cosignature, and gets it.
    await home.addDevice("member");
    const after = await followUntil(home, ear, ({ provedSeq, isWitnessed }) => isWitnessed && provedSeq === 2);
    expect(after).toMatchObject({ isFresh: true, view: { cosignedBy: [name] } });
  });

  it("is nobody to the public: no hub's name is in the checkpoint that everyone sees", async () => {
    const { home, hub } = await homeWithHub("hidden hub");
    const ear = await listener(home);
    const witness = await honest(home, hub, "hidden");
    await connect(home, hub, (body) => witness.addCheckpoint(body));
    await followUntil(home, ear, ({ cosignedBy }) => cosignedBy.length > 0);
    const { note } = await checkpointAt(running.server.url);
    expect(note.signatures.map(({ name }) => name)).toEqual([home.state.policy.split(/[ +]/u)[1]]);
    const stranger = await LoggedHome.found(running.http, running.server.url, "another home");
    await logOfSize(running.server.url, 1);
    expect(cosigners((await stranger.answer()).checkpoint).join()).not.toContain("hub/");
  });

  it("that has seen more of the log than the server thinks says so, and is asked from there", async () => {
    const { home, hub } = await homeWithHub("returning hub");
    const witness = await honest(home, hub, "returning");
    const asked: number[] = [];
    const reply = async (body: Uint8Array) => {
      asked.push(parseAddCheckpoint(body).oldSize);
      return witness.addCheckpoint(body);
    };
    const ear = await listener(home);
    const first = await connect(home, hub, reply);
    await followUntil(home, ear, ({ cosignedBy }) => cosignedBy.length > 0);
    first.socket.close();
    await first.closed();
    await home.addDevice("member");
    asked.length = 0;
    await connect(home, hub, reply);
    await followUntil(home, ear, ({ provedSeq, isWitnessed }) => isWitnessed && provedSeq === home.state.seq);
    expect(asked[0]).toBe(0);
    expect(asked[1]).toBeGreaterThan(0);
  });

  it("that was put out witnesses nothing any more", async () => {
    const { home, hub } = await homeWithHub("removed hub");
    const ear = await listener(home);
    const witness = await honest(home, hub, "removed");
    const peer = await connect(home, hub, (body) => witness.addCheckpoint(body));
    await followUntil(home, ear, ({ cosignedBy }) => cosignedBy.length > 0);
    const { state, keyring } = home;
    await home.append(await removeDevices(home.making, { state, keyring, remove: [hub.id] }));
    await peer.closed();
    expect(cosigners((await home.answer()).checkpoint).join()).not.toContain("hub/");
  });

  const note = (body: Uint8Array) => parseNote(parseAddCheckpoint(body).checkpoint);
  const answered = (status: number, text: string): WitnessReply => ({ status, body: encodeUtf8(text) });

  it.concurrent.each<
    [string, (home: LoggedHome, hub: DeviceSecrets, body: Uint8Array) => Promise<WitnessReply | undefined>]
  >([
    ["answers that it is broken", () => Promise.resolve(answered(500, "no"))],
    ["answers 200 without a signature", () => Promise.resolve(answered(200, ""))],
    ["answers 200 with bytes that are no text", () => Promise.resolve({ status: 200, body: Uint8Array.of(255, 0) })],
    ["claims to have seen a larger log", () => Promise.resolve(answered(409, "9007199254740991\n"))],
    ["names no size", () => Promise.resolve(answered(409, "-1\n"))],
    ["says over and over that it has seen less", () => Promise.resolve(answered(409, "0\n"))],
    [
      "hands back the log's own signature",
      (_home, _hub, body) => Promise.resolve({ status: 200, body: formatSignatureLines(note(body).signatures) }),
    ],
    [
      "signs in its own name with another key",
      async (home, hub, body) => {
        const cosigner = createEd25519Cosigner(witnessNameOf(hub.id), witnessKeyOf(home.owner));
        return { status: 200, body: formatSignatureLines(await cosign(cosigner, body)) };
      },
    ],
    [
      "signs another checkpoint than it was shown",
      async (_home, hub, body) => {
        const cosigner = createEd25519Cosigner(witnessNameOf(hub.id), witnessKeyOf(hub));
        const { size, root, origin, extensions } = parseCheckpoint(note(body).text);
        const line = await cosigner.cosign({ size: size + 1, root, origin, extensions }, 1_790_000_800);
        return { status: 200, body: formatSignatureLines([line]) };
      },
    ],
    [
      "signs in another hub's name",
      async (home, hub, body) => {
        const cosigner = createEd25519Cosigner(witnessNameOf(home.owner.id), witnessKeyOf(hub));
        return { status: 200, body: formatSignatureLines(await cosign(cosigner, body)) };
      },
    ],
  ])("that %s is not believed, and asked again", async (name, reply) => {
    const { home, hub } = await homeWithHub(name);
    const shown = new Set<string>();
    await connect(home, hub, (body) => {
      shown.add(note(body).text);
      return reply(home, hub, body);
    });
    // It is shown another checkpoint only when its answer to the one before was judged.
    while (shown.size < 3) {
      await home.cover(home.session);
      await home.untilLogged();
    }
    expect(cosigners((await home.answer()).checkpoint).join()).not.toContain("hub/");
    expect(await home.follow(undefined)).toMatchObject({ kind: "followed", view: { cosignedBy: [] } });
  });

  it("that never answers keeps nobody waiting", async () => {
    const { home, hub } = await homeWithHub("silent hub");
    const asked = Promise.withResolvers<undefined>();
    await connect(home, hub, () => {
      asked.resolve(undefined);
      return Promise.resolve(undefined);
    });
    await asked.promise;
    await home.cover(home.session);
    await home.untilLogged();
    expect(cosigners((await home.answer()).checkpoint).join()).not.toContain("hub/");
  });

  it("that answers what it was never asked, or in no form at all, is closed or not heard", async () => {
    const { home, hub } = await homeWithHub("talkative hub");
    const peer = await connect(home, hub, () => Promise.resolve(undefined));
    peer.say({ type: "checkpoint-answer", id: 999, status: 200, body: "" });
    peer.say({ type: "checkpoint-answer", id: 1, status: 200, body: "A" });
    await peer.until(() => peer.heard("error") !== undefined);
    expect(peer.heard("error")).toMatchObject({ code: "request.malformed" });
    await peer.closed();
  });
});

async function cosign(cosigner: ReturnType<typeof createEd25519Cosigner>, body: Uint8Array) {
  return [await cosigner.cosign(parseCheckpoint(parseNote(parseAddCheckpoint(body).checkpoint).text), 1_790_000_800)];
}
