// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file A console of wax: every screen, without a server, a key or a worker. For looking at, never for tests. */
import type {
  ConsoleStatus,
  GrantView,
  StaffRole,
  StaffView,
  VaultApi,
  ViewerEvent,
} from "../src/vault-client/vault-api.ts";
import { paintWax } from "./wax-picture.ts";
import { waxCase, waxCases } from "./wax-cases.ts";
import { waxRoster } from "./wax-roster.ts";

const MINUTE_MS = 60_000;

export function createWaxVault(wishes: URLSearchParams): VaultApi {
  const startMs = Date.now();
  const role = (wishes.get("role") ?? "support") as StaffRole;
  const me: StaffView = { id: "q3v9Yw0uQ1m7S0aBcDeFgH", name: "Anna", role, team: "Support", endMs: startMs + 3e10 };
  const rows = waxCases(Number(wishes.get("cases") ?? 10_000), startMs);
  const nothing = (): Promise<void> => Promise.resolve();
  return {
    status: () => Promise.resolve(statusOf(wishes.get("status") ?? "ready", me, startMs)),
    beginOffer: () => Promise.resolve({ staff: "AAAA", challenge: "AAAA" }),
    createOffer: nothing,
    signFounding: nothing,
    forget: nothing,
    beginSignIn: () => Promise.resolve({ challenge: "AAAA", credentialId: "AAAA" }),
    finishSignIn: nothing,
    signOut: nothing,
    cases: () =>
      Promise.resolve({
        rows,
        unreadable: 0,
        ...(wishes.has("opening") ? { opening: { done: 3400 } } : {}),
      }),
    searchCases: (words) => {
      const wanted = words.toLowerCase().split(/\s+/);
      const found = rows.filter(({ title, preview }) =>
        wanted.every((word) => `${title} ${preview}`.toLowerCase().includes(word)),
      );
      return Promise.resolve(found.map(({ id }) => id));
    },
    readCase: (id) => {
      const row = rows.find((one) => one.id === id);
      return row === undefined ? Promise.reject(new Error("no such case")) : Promise.resolve(waxCase(row));
    },
    enterCode: () => Promise.resolve(rows[0]?.id ?? ""),
    sendWords: nothing,
    fileRequest: nothing,
    closeCase: nothing,
    grants: () => Promise.resolve(waxGrants(startMs)),
    acceptGrant: nothing,
    openViewer: ({ canvas, grant }, listener) => {
      listener({ kind: "state", state: "opening" });
      const tell = (event: ViewerEvent): void => void setTimeout(() => listener(event), 300);
      tell({ kind: "state", state: "playing" });
      if (grant === "clips") tell({ kind: "clip", index: 0, clips: 3, startMs: startMs, endMs: startMs });
      tell({ kind: "shown", captureMs: startMs - 40 * MINUTE_MS, width: 1280, height: 720 });
      paintWax(canvas, `Anna · ${me.id}`);
      return { pause: () => undefined, play: () => undefined, chooseClip: () => undefined, stop: () => undefined };
    },
    roster: () => Promise.resolve(waxRoster(me, startMs)),
    readOffer: () => Promise.resolve({ staff: "kD03mV1sQeGz8Rk2nXw5Ta", name: "Dora", isOnRoster: false }),
    enrol: nothing,
    extend: nothing,
    suspend: nothing,
    restore: nothing,
    endStaff: nothing,
    signDraft: nothing,
    withdrawDraft: nothing,
    fileLegalDemand: ({ number }) =>
      Promise.resolve({ number, slot: 41, contentHash: "Zt0mVvOe5mSk1p8bQ2rW9xYc3dE4fG5hI6jK7lM8nO0" }),
    subscribe: () => () => undefined,
  };
}

function statusOf(kind: string, me: StaffView, nowMs: number): ConsoleStatus {
  switch (kind) {
    case "empty":
      return { kind: "empty" };
    case "offered":
      return { kind: "offered", staff: me.id, offer: "k2Jx".repeat(420) };
    case "waiting":
      return { kind: "idle", me, standing: { kind: "waiting", worksFromMs: nowMs + 20 * 60 * MINUTE_MS } };
    case "suspended":
      return { kind: "idle", me, standing: { kind: "suspended" } };
    case "signed-out":
      return { kind: "signed-out", me };
    case "stopped":
      return { kind: "stopped", problem: { code: "roster.fork", advice: "The server showed two histories." } };
    default:
      return { kind: "ready", me, operatorName: "Nightlatch Support", sessionEndsAtMs: nowMs + 13 * MINUTE_MS };
  }
}

function waxGrants(nowMs: number): readonly GrantView[] {
  const clips = { kind: "clips", clips: 3, purpose: "picture_quality", case: "", caseTitle: "Dark at night" } as const;
  const live = { kind: "live", clips: 0, purpose: "sound", case: "", caseTitle: "No sound at the door" } as const;
  return [
    { id: "clips", ...clips, untilMs: nowMs + 47 * MINUTE_MS, state: "open" },
    { id: "live", ...live, untilMs: nowMs + 4 * MINUTE_MS, state: "open" },
    { id: "new", ...clips, caseTitle: "Green stripes", untilMs: nowMs + 600 * MINUTE_MS, state: "granted" },
    { id: "accepted", ...clips, caseTitle: "A gap on Tuesday", untilMs: nowMs + 60 * MINUTE_MS, state: "accepted" },
    { id: "over", ...live, caseTitle: "Blurred", untilMs: nowMs - 4000 * MINUTE_MS, state: "ended" },
  ];
}
