// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file Support as the gallery shows it: one open case, a request in it, one access that is open and one that was. */
import type { AccessView, RequestView, SupportApi } from "../src/vault-client/vault-api.ts";
import type { Scene } from "./scenes.ts";

const MINUTE_MS = 60_000;
const SAM = { name: "Sam", team: "Help desk" };

export function createWaxSupport(scene: Scene): SupportApi {
  const nowMs = Date.now();
  const camera = scene.cameras[0]?.id ?? "front-door";
  const hasSupport = scene.hasSupport === true;
  const about = { id: "case", team: "Help desk", isOpen: true, openedAtMs: nowMs - 90 * MINUTE_MS, changedAtMs: nowMs };
  const request: RequestView = {
    ...{ n: 3, kind: "clips", camera, fromMs: nowMs - 60 * MINUTE_MS, toMs: nowMs, purpose: "picture_quality" },
    ...{ words: "To see whether the infrared light is on.", minutes: 60, expiresAtMs: nowMs + 600 * MINUTE_MS },
    state: "open",
  };
  const open: AccessView = {
    ...{ id: "grant-live", staff: SAM, kind: "live", purpose: "picture_quality", cameras: [camera], clips: [] },
    ...{ sound: false, by: "Anna", fromMs: nowMs - 6 * MINUTE_MS, untilMs: nowMs + 4 * MINUTE_MS, isOpen: true },
    ...{ isWatching: true, releases: [], fetches: [{ clip: "clip-1", atMs: nowMs - 5 * MINUTE_MS }] },
  };
  const ended: AccessView = {
    ...open,
    ...{ id: "grant-clips", kind: "clips", clips: ["a", "b"], isOpen: false, isWatching: false },
    ...{ fromMs: nowMs - 3000 * MINUTE_MS, untilMs: nowMs - 2940 * MINUTE_MS, fetches: [] },
    releases: [{ atMs: nowMs - 2990 * MINUTE_MS, clips: 2 }],
  };
  const figures = [
    ["Cameras", "2"],
    ["Camera 1", "running, 1920 × 1080 H.264, with sound"],
  ] as const;
  const done = () => Promise.resolve();
  return {
    supportDesk: () =>
      Promise.resolve(hasSupport ? { operator: "Lark Support", teams: ["Help desk"], cases: [about] } : undefined),
    healthFigures: () => Promise.resolve(figures),
    openSupportCase: () => Promise.resolve(about.id),
    supportThread: () =>
      Promise.resolve({
        case: about,
        messages: [
          { n: 0, atMs: about.openedAtMs, body: { kind: "words", text: "The front door is dark at night." } },
          { n: 1, atMs: about.openedAtMs, body: { kind: "health", figures } },
          { n: 2, atMs: nowMs - 70 * MINUTE_MS, staff: SAM, body: { kind: "words", text: "May I look at it?" } },
          { n: 3, atMs: nowMs - 69 * MINUTE_MS, staff: SAM, body: { kind: "request", request } },
        ],
      }),
    writeToSupport: done,
    closeSupportCase: done,
    supportCode: () => Promise.resolve({ code: "41827730", expiresAtMs: nowMs + 10 * MINUTE_MS }),
    judgeRequest: () => Promise.resolve({ request, staff: SAM, operator: "Lark Support" }),
    allowRequest: () => Promise.resolve("in"),
    refuseRequest: done,
    openAccesses: () => Promise.resolve(hasSupport ? [open] : []),
    accesses: () => Promise.resolve({ accesses: hasSupport ? [open, ended] : [] }),
    stopAccess: done,
  };
}
