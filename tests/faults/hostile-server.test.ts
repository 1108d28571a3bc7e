// SPDX-License-Identifier: AGPL-3.0-or-later
/**
 * @file Whatever a server answers, the hub records on and goes on when the answers are good again: every route that a
 * hub calls is malformed in every way in turn, then its live socket.
 */
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { encodeBase64url, encodeUtf8 } from "@nightlatch/bytes";
import type { RouteName } from "@nightlatch/api-contract";
import { describe, expect, it } from "vitest";
import { HubProcess } from "./hub-process.ts";
import { LyingProxy, type Answer, type Lie } from "./lying-proxy.ts";
import { clipsOf, findCamera, readDiary } from "./owners-eyes.ts";
import { Scene } from "./scene.ts";

const RUN_MS = 120_000;
const NUDGE_MS = 100;

/** No answer of any route. */
const FAILURES: readonly Lie[] = [
  say(302, ""),
  say(500, "<html>oops</html>"),
  say(418, '{"error":{"code":"teapot.short","message":"","advice":""}}'),
  refuse(401, "session.unknown"),
  refuse(429, "rate.limited"),
  refuse(400, "request.malformed"),
  () => undefined,
];
/** No answer of a route that answers with something. */
const NONSENSE: readonly Lie[] = [
  ...FAILURES,
  ...["", "{", "null", "[]", "0", '"x"', "{}", "<html>", "[".repeat(5000)].map((text) => say(200, text)),
  () => ({ status: 200, body: crypto.getRandomValues(new Uint8Array(700)) }),
  () => ({ status: 200, body: new Uint8Array(700) }),
  (truth) => ({ ...truth, body: truth.body.subarray(0, truth.body.length >> 1) }),
  withValues((value) => (typeof value === "number" ? -1 : value)),
  withValues(() => null),
  say(204, ""),
];
/** Answers of the right shape that say what cannot be. */
const FALSEHOODS: readonly Lie[] = [
  (truth) => ({ ...truth, body: truth.body.map((byte, at) => (at % 50 === 40 ? byte ^ 1 : byte)) }),
  withValues((value) => (typeof value === "string" ? "!" : value)),
  withValues((value) => (typeof value === "string" ? "" : value)),
  withValues((value) => (typeof value === "string" ? `${value}A` : value)),
  withValues((value) => (typeof value === "string" ? `${value.slice(0, -1)}x` : value)),
  withValues((value) => (typeof value === "number" ? Number.MAX_SAFE_INTEGER : value)),
  withValues((value) => (Array.isArray(value) ? [] : value)),
  withValues((value) => (Array.isArray(value) ? [...value, ...value] : value)),
];
/** For what is tried again every two seconds only: the ways that differ most. */
const FEW_LIES: readonly Lie[] = [say(200, "{}"), withValues((value) => (typeof value === "string" ? "!" : value))];
const STALE = refuse(409, "record.stale_version");

const BAD_MESSAGES: readonly (string | Uint8Array)[] = [
  ...["", "{", "null", "[]", "1", '"viewers"', '{"type":"viewers"}', '{"type":"error"}', '{"type":"nothing"}'],
  '{"type":"viewers","camera":"!","nonces":[]}',
  '{"type":"ledger-changed","seq":-1}',
  '{"type":"alive","surprise":1}',
  "[".repeat(5000),
  ...[new Uint8Array(0), Uint8Array.of(1), new Uint8Array(17).fill(1), new Uint8Array(5000).fill(2)],
];
const BAD_NONCES = ["!", "", "A", "A".repeat(21), `${"A".repeat(21)}B`, "A".repeat(23), "A".repeat(100_000)];

describe("a hub whose server answers with nonsense", () => {
  it(
    "never exits, and goes on when the answers are good again",
    async () => {
      await using scene = await Scene.start();
      await using proxy = await LyingProxy.start(scene.home.serverUrl);
      proxy.lie(all(["putMailbox", "readMailbox", "createChallenge", "createSession", "readEntries"], FEW_LIES));
      await using hub = startHub(scene, proxy);
      await scene.home.pairHub(String((await hub.says("pairing"))["pairing"]));
      await hub.says("ready");
      expect(proxy.left()).toEqual({});

      const bodies = NONSENSE.slice(FAILURES.length);
      proxy.lie({
        ...all(["readEntries", "readRecords"], [...NONSENSE, ...FALSEHOODS]),
        ...all(["putClip", "putPart"], FAILURES),
        putManifest: NONSENSE,
        putRecord: [...NONSENSE, ...bodies.map(() => STALE)],
        readRecord: bodies,
      });
      await hub.takes("synced");
      scene.camera.dropConnections();
      await hub.takes("closed");
      for (let i = 1; Object.keys(proxy.left()).length > 0; i += 1) {
        await nudge(proxy, hub);
        // Another clip, with all that goes to the server with it.
        if (i % 40 === 0) scene.camera.dropConnections();
      }
      const camera = await untilItIsThere(proxy, hub, () => findCamera(scene.home));
      const diary = await untilItIsThere(proxy, hub, () => readDiary(scene.home, camera));
      await scene.openAll(clipsOf(diary));

      await talkNonsense(proxy, camera);
      const beacon = proxy.hubSays((text) => text.includes('"beacon"'));
      const nonces = [encodeBase64url(crypto.getRandomValues(new Uint8Array(16)))];
      proxy.tellHubs(JSON.stringify({ type: "viewers", camera, nonces }));
      expect(JSON.parse(await beacon)).toMatchObject({ type: "beacon", camera });

      hub.kill("SIGTERM");
      expect(await hub.ended()).toMatchObject({ code: 0 });
    },
    RUN_MS,
  );
});

function startHub(scene: Scene, proxy: LyingProxy): HubProcess {
  return new HubProcess({
    folder: scene.home.hubFolder,
    serverUrl: proxy.url,
    cameraUrl: scene.camera.url,
    acknowledgedPath: join(scene.home.folder, "acknowledged"),
  });
}

/** "The server is back" ends the hub's pause: nobody has to wait for a minute. Throws when the hub is gone. */
async function nudge(proxy: LyingProxy, hub: HubProcess): Promise<void> {
  proxy.tellHubs('{"type":"ready"}');
  await pause(NUDGE_MS);
  const ended = await Promise.race([hub.ended(), pause(0)]);
  if (ended !== undefined) throw new Error(`the hub ended, with ${JSON.stringify(proxy.left())} left: ${hub.log}`);
}

async function untilItIsThere<T>(proxy: LyingProxy, hub: HubProcess, read: () => Promise<T>): Promise<T> {
  for (;;) {
    const found = await read().catch(() => undefined);
    if (found !== undefined && (!Array.isArray(found) || clipsOf(found).length > 0)) return found;
    await nudge(proxy, hub);
  }
}

async function talkNonsense(proxy: LyingProxy, camera: string): Promise<void> {
  for (const message of BAD_MESSAGES) proxy.tellHubs(message);
  for (const nonce of BAD_NONCES) {
    proxy.tellHubs(JSON.stringify({ type: "viewers", camera, nonces: [nonce] }));
    await pause(1);
  }
}

function all(names: readonly RouteName[], lies: readonly Lie[]): Partial<Record<RouteName, readonly Lie[]>> {
  return Object.fromEntries(names.map((name) => [name, lies]));
}

function say(status: number, text: string): Lie {
  return () => ({ status, body: encodeUtf8(text) });
}

function refuse(status: number, code: string): Lie {
  return say(status, JSON.stringify({ error: { code, message: "no", advice: "" } }));
}

/** The true answer with its values changed, whether it is JSON or not. */
function withValues(change: (value: unknown) => unknown): Lie {
  return ({ status, body }): Answer => {
    try {
      const json = JSON.parse(new TextDecoder().decode(body)) as unknown;
      return { status, body: encodeUtf8(JSON.stringify(changed(json, change))) };
    } catch {
      // Octets have no values: each is another one instead.
      return { status, body: body.map((byte) => byte ^ 0xff) };
    }
  };
}

function changed(value: unknown, change: (value: unknown) => unknown): unknown {
  if (Array.isArray(value)) return change(value.map((item) => changed(item, change)));
  if (typeof value !== "object" || value === null) return change(value);
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, changed(item, change)]));
}
