// SPDX-License-Identifier: AGPL-3.0-or-later
import { Tape } from "@nightlatch/testkit/evil-cloud";
import { expect } from "vitest";
import { insiderRow } from "./insider-row.ts";
import { stopOf } from "./stop-of.ts";
import { seeAll, startWitnessed } from "./witnessed-scene.ts";

insiderRow(
  {
    row: 11,
    attack: "serve a smaller log than seen before",
    outcome: "R",
    codes: ["transparency.rollback", "ledger.rollback"],
  },
  {
    async honest() {
      await using witnessed = await startWitnessed("row 11 honest");
      const { scene, phone } = witnessed;
      const sizeBefore = phone.view?.size ?? 0;
      await scene.home.addDevice("member");
      await phone.syncLedger();
      await seeAll(phone);
      expect(phone.view?.size).toBeGreaterThan(sizeBefore);
    },

    async attack() {
      await using witnessed = await startWitnessed("row 11");
      const { scene, phone } = witnessed;
      const [ofLog, ofLedger] = [new Tape(), new Tape()];
      scene.cloud.obey("readLogProof", ofLog.record);
      scene.cloud.obey("readEntries", ofLedger.record);
      await Promise.all([phone.syncLog(), phone.syncLedger()]);
      scene.cloud.beHonest();
      await scene.home.addDevice("member");
      await phone.syncLedger();
      await seeAll(phone);

      const before = phone.snapshot();
      scene.cloud.obey("readLogProof", ofLog.replay);
      scene.cloud.obey("readEntries", ofLedger.replay);
      const byLog = await stopOf(phone.syncLog());
      const byLedger = await stopOf(phone.syncLedger());
      const store = [before, phone.snapshot()] as const;
      return [
        // Witnessed earlier than the larger one: the bytes do not show in which order they were shown.
        { seen: "yesterday's checkpoint", ...byLog, store, verdict: "consistent" },
        { seen: "yesterday's ledger", ...byLedger, store },
      ];
    },
  },
);
