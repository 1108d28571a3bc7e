// SPDX-License-Identifier: AGPL-3.0-or-later
import { addDevice, deviceFromSeed } from "@nightlatch/protocol/keys";
import { freshnessProblem, NO_LOG_VIEW } from "@nightlatch/protocol/log";
import { Tape } from "@nightlatch/testkit/evil-cloud";
import { expect } from "vitest";
import { DAY_MS } from "./former-owner.ts";
import { countReady } from "./held-keys.ts";
import { insiderRow } from "./insider-row.ts";
import { seeAll, startWitnessed } from "./witnessed-scene.ts";

insiderRow(
  {
    row: 10,
    attack: "serve yesterday's ledger and checkpoint",
    outcome: "R",
    codes: ["transparency.stale", "keys kept back"],
  },
  {
    async honest() {
      await using witnessed = await startWitnessed("row 10 honest");
      const { scene, phone } = witnessed;
      const { heldBack, entry, state } = await additionOf(witnessed);
      await scene.home.append({ entry, state, heldBack, boxes: [] });
      await phone.syncLedger();
      await seeAll(phone);
      expect(countReady(phone, { entry, heldBack, state })).toBe(heldBack.length);
    },

    async attack() {
      await using witnessed = await startWitnessed("row 10");
      const { scene, phone } = witnessed;
      const tape = new Tape();
      scene.cloud.obey("readLogProof", tape.record);
      scene.cloud.obey("readEntries", tape.record);
      await phone.syncLedger();
      const { heldBack, entry, state } = await additionOf(witnessed);
      await scene.home.append({ entry, state, heldBack, boxes: [] });
      await phone.syncLedger();
      await phone.syncLog();
      scene.cloud.obey("readLogProof", tape.replay);
      scene.passTime(DAY_MS);

      const [before, storeBefore] = [phone.view?.witnessedMs ?? 0, phone.snapshot()];
      const { isFresh, problem, view } = await phone.syncLog();
      expect({ isFresh, since: view.witnessedMs }).toEqual({ isFresh: false, since: before });
      expect(freshnessProblem(phone.view ?? NO_LOG_VIEW, phone.state, scene.nowMs)).toBe(problem);
      const ready = countReady(phone, { entry, heldBack, state });
      const store = [storeBefore, phone.snapshot()] as const;
      return [
        { seen: "the device says since when it knows nothing newer, and adds nobody", code: problem ?? "none", store },
        { seen: "the new reader's keys stay with who made them", code: ready === 0 ? "keys kept back" : "released" },
      ];
    },
  },
);

async function additionOf({ scene }: Awaited<ReturnType<typeof startWitnessed>>) {
  const { state, keyring, random } = scene.home;
  const { publicKeys: keys } = await deviceFromSeed(random(32));
  return addDevice(scene.makingOf(scene.home.owner), { state, keyring, keys, role: "member" });
}
