// SPDX-License-Identifier: AGPL-3.0-or-later
import { NO_LOG_VIEW, provedDevices } from "@nightlatch/protocol/log";
import { addDevice, deviceFromSeed, type DeviceSecrets } from "@nightlatch/protocol/keys";
import { expect } from "vitest";
import { leafText } from "../constellation/logged-home.ts";
import { inText, sessionOf, type TestServer } from "../constellation/test-server.ts";
import type { CloudScene } from "./cloud-scene.ts";
import { additionBy, letInSecondOwner, removeFormer } from "./former-owner.ts";
import { insiderRow } from "./insider-row.ts";
import { stopOf } from "./stop-of.ts";
import { seeAll, startWitnessed } from "./witnessed-scene.ts";

insiderRow(
  {
    row: 5,
    attack: "a former member's add on the last head before its removal, shown to one phone only",
    outcome: "R",
    codes: ["transparency.no_quorum", "transparency.fork", "ledger.fork"],
  },
  {
    async honest() {
      let former: DeviceSecrets | undefined;
      await using witnessed = await startWitnessed("row 5 honest", async (scene) => {
        former = await letInSecondOwner(scene);
      });
      const { scene, phone } = witnessed;
      if (former === undefined) throw new Error("the household has a second owner");
      await scene.home.append(await additionBy(scene, former));
      await phone.syncLedger();
      await seeAll(phone);
      expect(provedDevices(phone.state, phone.view ?? NO_LOG_VIEW)).toHaveLength(4);
    },

    async attack() {
      let former: DeviceSecrets | undefined;
      await using witnessed = await startWitnessed("row 5", async (scene) => {
        former = await letInSecondOwner(scene);
      });
      const { scene, phone, hub } = witnessed;
      if (former === undefined) throw new Error("the household has a second owner");
      const [size, proved] = [phone.view?.size ?? 0, phone.view?.provedSeq];
      const branch = await scene.branch();
      await addOnBranch(scene, branch, former);
      await removeFormer(scene, former);
      while (hub.log.book.view.size === size) await new Promise((resolve) => setTimeout(resolve, 20));

      scene.cloud.leadTo(branch.server.url);
      await phone.syncLedger();
      const { problem, view } = await phone.syncLogUntil((followed) => followed.view.size > size);
      // It is in this phone's list, and nothing is sealed to it: no hub of the household saw it come.
      expect(view.provedSeq).toBe(proved);

      const hubBefore = Buffer.concat(hub.follower.ledger.entries());
      scene.hubCloud.leadTo(branch.server.url);
      const evidence = await hub.foundOut();
      const store = [hubBefore, Buffer.concat(hub.follower.ledger.entries())] as const;

      await letSomebodyIn(scene);
      const before = phone.snapshot();
      scene.cloud.leadTo(scene.running.server.url);
      const back = await stopOf(phone.syncLedger());
      return [
        { seen: "that phone lets nobody in and gives out no key", code: problem ?? "none" },
        { seen: "the hub, shown the same branch, tells its household", code: hub.alarms[0] ?? "none", store, evidence },
        { seen: "the phone, back at the true ledger, stops", ...back, store: [before, phone.snapshot()] },
      ];
    },
  },
);

/** The removed device still holds every key of that time, the household's key in the log among them. */
async function addOnBranch(scene: CloudScene, branch: TestServer, former: DeviceSecrets): Promise<void> {
  const { home } = scene;
  const added = await additionBy(scene, former);
  const leaf = await home.makeLeaf({ head: added.state.head, seq: added.state.seq });
  const session = sessionOf(branch.http, home, former);
  await session.call("appendEntry", { body: { ...inText(added), leaf: leafText(leaf) } });
}

async function letSomebodyIn(scene: CloudScene): Promise<void> {
  const { home } = scene;
  const { publicKeys: keys } = await deviceFromSeed(home.random(32));
  const { state, keyring } = home;
  await home.append(await addDevice(scene.makingOf(home.owner), { state, keyring, keys, role: "member" }));
}
