// SPDX-License-Identifier: AGPL-3.0-or-later
import { expect } from "vitest";
import { logOfSize } from "../constellation/log-reader.ts";
import { LoggedHome } from "../constellation/logged-home.ts";
import { DAY_MS } from "./former-owner.ts";
import type { HubVictim } from "./hub-victim.ts";
import { insiderRow } from "./insider-row.ts";
import { startWitnessed } from "./witnessed-scene.ts";

insiderRow(
  {
    row: 14,
    attack: "isolate the hub for a day on a private branch of the log, then reconnect",
    outcome: "R",
    codes: ["transparency.fork"],
  },
  {
    /** Away for a day, and back to the same log, which has grown meanwhile. */
    async honest() {
      await using witnessed = await startWitnessed("row 14 honest");
      const { scene, hub } = witnessed;
      scene.passTime(DAY_MS);
      const { size } = hub.log.book.view;
      await LoggedHome.found(scene.running.http, scene.running.server.url, "a stranger", scene.nowMs);
      await untilSeen(hub, size + 1);
      expect(hub.finds()).toEqual([]);
    },

    async attack() {
      await using witnessed = await startWitnessed("row 14");
      const { scene, hub } = witnessed;
      const { size } = hub.log.book.view;
      const branch = await scene.branch();
      scene.hubCloud.leadTo(branch.server.url);
      scene.passTime(DAY_MS);
      // Each of the two clouds goes on with a household that the other never hears of.
      await LoggedHome.found(branch.http, branch.server.url, "on the branch", scene.nowMs);
      await untilSeen(hub, size + 1);
      await untilWitnessed(hub);
      for (let at = size; at < hub.log.book.view.size; at += 1) {
        await LoggedHome.found(
          scene.running.http,
          scene.running.server.url,
          `in the true log ${String(at)}`,
          scene.nowMs,
        );
      }
      await logOfSize(scene.running.server.url, hub.log.book.view.size);

      const before = hub.snapshot();
      scene.hubCloud.leadTo(scene.running.server.url);
      const evidence = await hub.foundOut();
      const [code = "none"] = hub.alarms;
      return [
        { seen: "the hub keeps both trees and tells its household", code, store: [before, hub.snapshot()], evidence },
      ];
    },
  },
);

/** By its own loop, until its view has so many leaves. */
async function untilSeen(hub: HubVictim, size: number): Promise<void> {
  while (hub.log.book.view.size < size) await new Promise((resolve) => setTimeout(resolve, 20));
}

/** So that what it signed last is the branch. */
async function untilWitnessed(hub: HubVictim): Promise<void> {
  while (!hub.log.book.view.isWitnessed) await new Promise((resolve) => setTimeout(resolve, 20));
}
