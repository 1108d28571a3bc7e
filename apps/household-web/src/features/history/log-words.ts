// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file How sure this browser is that everybody at home is shown the same, in one line and one sentence. Pure. */
import { clockTime, dayInside, spanWords } from "@nightlatch/ui-kit/time-words";
import type { LogHealth } from "../../vault-client/vault-api.ts";
import { listWords } from "../household/access-words.ts";

export type LogWords = Readonly<{ tone: "good" | "warn" | "plain"; title: string; note: string }>;

export function logWords(health: LogHealth, nowMs: number): LogWords {
  switch (health.kind) {
    case "witnessed":
      return {
        tone: "good",
        title: `Checked by ${listWords(health.by)} ${spanWords(Math.max(0, nowMs - health.atMs))} ago`,
        note: "Everybody at home is shown the same list of who can watch.",
      };
    case "waiting":
      return { tone: "plain", title: "Being checked", note: "Your hub has not answered yet." };
    case "stale":
      return {
        tone: "warn",
        title: `Not checked since ${dayInside(health.sinceMs, nowMs)}, ${clockTime(health.sinceMs)}`,
        note: "Watching and removing work. Nobody can be let in until your hub is back.",
      };
    case "no-hub":
      return {
        tone: "plain",
        title: "Not checked yet: no hub",
        note: "Until a hub is connected, only the server’s own word stands for what everybody is shown.",
      };
    case "no-log":
      return {
        tone: "warn",
        title: "This server keeps no public log",
        note: "Compare codes with your other devices from time to time.",
      };
  }
}
