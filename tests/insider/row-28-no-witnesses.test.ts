// SPDX-License-Identifier: AGPL-3.0-or-later
import { addDevice, deviceFromSeed, removeDevices } from "@nightlatch/protocol/keys";
import { FRESHNESS_MS } from "@nightlatch/protocol/log";
import { activeDevice } from "@nightlatch/protocol/wire";
import { expect } from "vitest";
import { countReady } from "./held-keys.ts";
import { insiderRow } from "./insider-row.ts";
import { seeAll, startWitnessed, type WitnessedScene } from "./witnessed-scene.ts";

insiderRow(
  { row: 28, attack: "all witnesses down", outcome: "R", codes: ["transparency.stale", "keys kept back"] },
  {
    async honest() {
      await using witnessed = await startWitnessed("row 28 honest");
      const { phone } = witnessed;
      const signed = await letSomebodyIn(witnessed);
      await phone.syncLedger();
      await seeAll(phone);
      expect(countReady(phone, signed)).toBe(signed.heldBack.length);
    },

    async attack() {
      await using witnessed = await startWitnessed("row 28");
      const { scene, phone, hub } = witnessed;
      await hub[Symbol.asyncDispose]();
      const signed = await letSomebodyIn(witnessed);
      await phone.syncLedger();
      scene.passTime(FRESHNESS_MS + 60_000);
      const { problem, isFresh } = await phone.syncLog();
      expect(isFresh).toBe(false);
      const ready = countReady(phone, signed);

      // Putting out works all the same, for whoever signs it and for whoever sees it.
      const { state, keyring } = scene.home;
      const [newest] = [...state.devices.values()].slice(-1);
      if (newest === undefined) throw new Error("somebody was let in");
      const removal = { state, keyring, remove: [newest.id] };
      await scene.home.append(await removeDevices(scene.makingOf(scene.home.owner), removal));
      await phone.syncLedger();
      expect(activeDevice(phone.state, newest.id)).toBeUndefined();
      return [
        { seen: "a removal works at once, an addition waits and says why", code: problem ?? "none" },
        { seen: "the new reader's keys stay with who made them", code: ready === 0 ? "keys kept back" : "released" },
      ];
    },
  },
);

async function letSomebodyIn({ scene }: WitnessedScene) {
  const { state, keyring, random, owner } = scene.home;
  const { publicKeys: keys } = await deviceFromSeed(random(32));
  const signed = await addDevice(scene.makingOf(owner), { state, keyring, keys, role: "member" });
  await scene.home.append({ ...signed, heldBack: [] });
  return signed;
}
