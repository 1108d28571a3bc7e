// SPDX-License-Identifier: AGPL-3.0-or-later
import { expect } from "vitest";
import { CloudScene } from "./cloud-scene.ts";
import { HubVictim } from "./hub-victim.ts";
import { insiderRow, type Finding } from "./insider-row.ts";
import { startWitnessed } from "./witnessed-scene.ts";

const HOUR_MS = 3_600_000;
const TEN_YEARS_MS = 10 * 365.25 * 24 * HOUR_MS;

insiderRow(
  {
    row: 27,
    attack: "set the server's and NTP's time back two hours, forward ten years",
    outcome: "R",
    codes: ["transparency.wrong_time", "transparency.stale", "transparency.wrong_time"],
  },
  {
    async honest() {
      await using witnessed = await startWitnessed("row 27 honest");
      const { isFresh, problem } = await witnessed.phone.syncLog();
      expect({ isFresh, problem }).toEqual({ isFresh: true, problem: undefined });
    },

    async attack() {
      await using witnessed = await startWitnessed("row 27");
      const { scene } = witnessed;
      const findings: Finding[] = [];
      for (const [seen, byMs] of [
        ["a phone two hours back", -2 * HOUR_MS],
        ["a phone ten years ahead", TEN_YEARS_MS],
      ] as const) {
        let aheadMs = 0;
        const phone = scene.phone(undefined, () => scene.nowMs + aheadMs);
        await phone.syncLedger();
        aheadMs = byMs;
        const { problem } = await phone.syncLogUntil(({ view }) => view.cosignedBy.length > 0);
        findings.push({ seen, code: problem ?? "none" });
      }
      findings.push({ seen: "a hub whose time server says ten years ahead", code: await seenByRightClock() });
      return findings;
    },
  },
);

async function seenByRightClock(): Promise<string> {
  await using scene = await CloudScene.start("row 27, the hub");
  const device = await scene.home.addDevice("hub");
  await using hub = await HubVictim.join(scene, device, () => scene.nowMs + TEN_YEARS_MS);
  const phone = scene.phone();
  await phone.syncLedger();
  const { problem } = await phone.syncLogUntil(({ view }) => view.cosignedBy.length > 0);
  expect(hub.finds()).toEqual([]);
  return problem ?? "none";
}
