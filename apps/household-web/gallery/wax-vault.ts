// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file A vault of wax: holds no keys, opens nothing, and answers every question of the screens from a scene. */
import { NightlatchError } from "@nightlatch/errors";
import type {
  ClipEvent,
  LiveEvent,
  LiveHandle,
  LiveInput,
  VaultApi,
  VaultChange,
  VaultStatus,
} from "../src/vault-client/vault-api.ts";
import { fragments, openMovie, pictureAt } from "./movie.ts";
import type { Scene, WaxCamera } from "./scenes.ts";
import { createWaxHousehold } from "./wax-household.ts";
import { createWaxSupport } from "./wax-support.ts";
import { CLIP_MS, waxTimeline } from "./wax-recordings.ts";

const PHRASE =
  "anchor lantern meadow copper window velvet harbor thunder basket orbit silent maple ribbon garden winter pencil " +
  "candle river stone feather market bridge summer latch";

export function createWaxVault(scene: Scene): VaultApi {
  let status: VaultStatus = scene.status;
  const listeners = new Set<(change: VaultChange) => void>();
  const tell = (change: VaultChange): void => {
    for (const listener of listeners) listener(change);
  };
  const become = (next: VaultStatus): void => {
    status = next;
    tell("status");
  };
  const leave = (): Promise<void> => {
    become({ kind: "empty" });
    return done();
  };
  const done = () => Promise.resolve();
  const readyHousehold = (name: string, isPaperChecked: boolean): VaultStatus => ({
    kind: "ready",
    connection: "online",
    household: {
      lane: "lane",
      name,
      thisDevice: { id: "this", name: "This browser", person: "Anna", role: "owner" },
      isOwner: true,
      isJoint: false,
      log: { kind: "no-hub" },
      isPaperChecked,
      hasHub: true,
    },
  });
  const paper = { paperPhrase: PHRASE.split(" ") };
  return {
    status: () => Promise.resolve(status),
    subscribe(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    createHousehold({ householdName }) {
      become(readyHousehold(householdName, false));
      return Promise.resolve(paper);
    },
    confirmPaper(words) {
      const isRight = words.every(({ index, word }) => paper.paperPhrase[index] === word);
      if (isRight && status.kind === "ready") become(readyHousehold(status.household.name, true));
      return Promise.resolve(isRight);
    },
    replacePaperKey: () => Promise.resolve(paper),
    join({ link }) {
      if (link.length < 8) {
        return Promise.reject(
          new NightlatchError("pairing.bad_link", "not an invitation", {
            advice: "This is not a whole invitation link. Copy it again.",
          }),
        );
      }
      return Promise.resolve({ code: "428913" });
    },
    waitForAnswer: () => new Promise<never>(() => undefined),
    confirmCode: done,
    cancelJoin: leave,
    recoverWithPaper: badPhrase,
    recoverWithShares: mixedShares,
    finishRecovery: badPhrase,
    cancelRecovery: leave,
    forget: leave,
    ...createWaxHousehold(scene, tell),
    ...createWaxSupport(scene),
    leaveHousehold: leave,
    pairHub: () =>
      Promise.reject(
        new NightlatchError("pairing.expired", "no hub", {
          advice: "No hub is waiting with this link. Restart the hub and open the link that it prints then.",
        }),
      ),
    cameras: () => Promise.resolve(scene.cameras),
    addCamera: () => Promise.resolve(scene.cameras[0]?.id ?? ""),
    renameCamera: done,
    removeCamera: done,
    setRetention: done,
    usage: () => Promise.resolve({ usedBytes: 31_400_000_000, quotaBytes: 200_000_000_000 }),
    timeline: ({ camera, fromMs, toMs }) => Promise.resolve(waxTimeline(camera, fromMs, toMs)),
    thumbnail: (clip) => pictureAt((Number(clip.split(" ").at(-1)) / 1000 / 7) % 48),
    startLive: (input, listener) => startWaxLive(input, scene.cameras, listener),
    openClip({ clip }, listener) {
      const startMs = Number(clip.split(" ").at(-1));
      void fragments().then((bytes) => {
        for (const event of clipEvents(bytes, startMs)) listener(event);
      });
      return { readUntil: () => undefined, stop: () => undefined };
    },
    deleteClip: done,
    async exportMp4({ fromMs, toMs }, onProgress, signal) {
      for (let step = 0; step <= 20 && signal?.aborted !== true; step += 1) {
        onProgress({ fraction: step / 20 });
        await new Promise((resolve) => setTimeout(resolve, 120));
      }
      const video = new Blob([await fragments()], { type: "video/mp4" });
      return { files: [{ video, fromMs, toMs, isProven: true, isPublic: true }], leftOut: [] };
    },
  };
}

function badPhrase(): Promise<never> {
  return Promise.reject(
    new NightlatchError("crypto.bad_phrase", "checksum", {
      advice: "These words are not a paper key. Look for a misspelled word or two in the wrong order.",
    }),
  );
}

function mixedShares(): Promise<never> {
  return Promise.reject(
    new NightlatchError("vault.shares_mixed", "two splits", {
      advice: "These two parts were not made together, so they do not fit. Look for parts with the same date.",
    }),
  );
}

function clipEvents(bytes: Uint8Array<ArrayBuffer>, startMs: number): readonly ClipEvent[] {
  const mimeType = 'video/mp4; codecs="avc1.640020, mp4a.40.2"';
  return [
    { kind: "init", mimeType, bytes, codec: "H.264", originMs: startMs },
    { kind: "fragments", bytes: new Uint8Array(), startMs, endMs: startMs + CLIP_MS },
    { kind: "end", isProven: true },
  ];
}

function startWaxLive(
  { camera: id, canvas }: LiveInput,
  cameras: readonly WaxCamera[],
  listener: (event: LiveEvent) => void,
): LiveHandle {
  const camera = cameras.find((candidate) => candidate.id === id);
  const live = camera?.live ?? "offline";
  let framesPainted = 0;
  let video: HTMLVideoElement | undefined;
  const hasPicture = live === "live" || live === "late" || live === "frozen";
  const paint = (): void => {
    if (canvas === undefined || video === undefined) return;
    if (live === "frozen" && framesPainted > 3) return;
    canvas.getContext("2d")?.drawImage(video, 0, 0, canvas.width, canvas.height);
    framesPainted += 1;
  };
  const report = (): void => {
    listener({ kind: "state", state: live, ...(camera?.liveProblem && { problem: camera.liveProblem }) });
    const ageMs = live === "live" ? 140 : live === "late" ? 4300 : 12_000;
    if (hasPicture) {
      listener({ kind: "stats", ageMs, captureTimeMs: Date.now() - ageMs, framesPainted, framesSkipped: 0 });
    }
  };
  if (hasPicture) {
    void openMovie().then((opened) => {
      opened.currentTime = camera?.offsetS ?? 0;
      void opened.play();
      video = opened;
      if (canvas !== undefined) {
        canvas.width = 1280;
        canvas.height = 720;
      }
      listener({ kind: "video", width: 1280, height: 720, codecString: "avc1" });
    });
  }
  const painter = setInterval(paint, 66);
  const reporter = setInterval(report, 500);
  report();
  return {
    setSound: () => undefined,
    reportShown: () => undefined,
    stop() {
      clearInterval(painter);
      clearInterval(reporter);
      video?.pause();
    },
  };
}
