// SPDX-License-Identifier: AGPL-3.0-or-later
import { addDevice, deviceFromSeed } from "@nightlatch/protocol/keys";
import { forgeJson } from "@nightlatch/testkit/evil-cloud";
import { expect } from "vitest";
import { countReady } from "./held-keys.ts";
import { insiderRow } from "./insider-row.ts";
import { seeAll, startWitnessed, type WitnessedScene } from "./witnessed-scene.ts";

insiderRow(
  { row: 25, attack: "never log the addition that the phone signed", outcome: "R", codes: ["keys kept back"] },
  {
    async honest() {
      await using witnessed = await startWitnessed("row 25 honest");
      const { phone } = witnessed;
      const signed = await letSomebodyIn(witnessed);
      await phone.syncLedger();
      await seeAll(phone);
      expect(countReady(phone, signed)).toBe(signed.heldBack.length);
    },

    /** The log goes on, fresh and witnessed; the household's leaf in it is never the new one. */
    async attack() {
      await using witnessed = await startWitnessed("row 25");
      const { scene, phone } = witnessed;
      const proved = phone.view?.provedSeq;
      const signed = await letSomebodyIn(witnessed);
      await phone.syncLedger();
      scene.cloud.obey(
        "readLogProof",
        forgeJson(({ leaf: _kept, ...answer }) => answer),
      );
      const { size = 0 } = phone.view ?? {};
      const { view } = await phone.syncLogUntil((followed) => followed.isFresh && followed.view.size > size);
      expect(view.provedSeq).toBe(proved);
      const ready = countReady(phone, signed);
      const seen = "the phone sees a fresh log without its entry, and seals nothing to the new reader";
      return [{ seen, code: ready === 0 ? "keys kept back" : "released" }];
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
