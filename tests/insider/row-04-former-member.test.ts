// SPDX-License-Identifier: AGPL-3.0-or-later
import { expect } from "vitest";
import { CloudScene } from "./cloud-scene.ts";
import { additionBy, letInSecondOwner, removeFormer } from "./former-owner.ts";
import { insiderRow } from "./insider-row.ts";
import { insertEntry, serveRows } from "./serve-rows.ts";
import { bodyOf, signFreely } from "./sign-freely.ts";
import { stopOf } from "./stop-of.ts";

insiderRow(
  {
    row: 4,
    attack: "add signed by a former member after its removal, on the current head",
    outcome: "R",
    codes: ["ledger.unknown_actor", "ledger.unknown_actor"],
  },
  {
    async honest() {
      await using scene = await CloudScene.start("row 4 honest");
      const former = await letInSecondOwner(scene);
      const phone = scene.phone();
      await phone.syncLedger();
      await scene.home.append(await additionBy(scene, former));
      await phone.syncLedger();
      expect(phone.state.devices.size).toBe(3);
    },

    async attack() {
      await using scene = await CloudScene.start("row 4");
      const hubDevice = await scene.home.addDevice("hub");
      const former = await letInSecondOwner(scene);
      const hub = await scene.hubOf(hubDevice);
      const { entry } = await additionBy(scene, former);
      await removeFormer(scene, former);
      const phone = scene.phone();
      await phone.syncLedger();
      await hub.follower.sync();
      const before = [phone.snapshot(), hub.follower.ledger.entries()] as const;

      const { state, random } = scene.home;
      const place = { actor: former, state, nowMs: scene.nowMs, nonce: random(16) };
      insertEntry(scene.insider, state.lane, state.seq + 1, await signFreely(place, bodyOf(entry)));
      for (const cloud of [scene.cloud, scene.hubCloud]) {
        cloud.obey("readEntries", serveRows(scene.insider, state.lane));
      }
      const byPhone = await stopOf(phone.syncLedger());
      const byHub = await stopOf(hub.follower.sync());
      return [
        { seen: "refused by a phone", ...byPhone, store: [before[0], phone.snapshot()] },
        {
          seen: "refused by the hub",
          ...byHub,
          store: [Buffer.concat(before[1]), Buffer.concat(hub.follower.ledger.entries())],
        },
      ];
    },
  },
);
