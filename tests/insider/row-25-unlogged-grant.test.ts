// SPDX-License-Identifier: AGPL-3.0-or-later
import { encodeLogView, judgeKeyRelease } from "@nightlatch/protocol/log";
import { signGrant } from "@nightlatch/protocol/keys";
import { GrantScene } from "@nightlatch/testkit";
import { expect } from "vitest";
import { GrantedHub } from "../../apps/hub/src/grants/granted-hub.fixture.ts";
import { insiderRow, type Finding } from "./insider-row.ts";

insiderRow(
  {
    row: 25,
    attack: "never log the grant that the phone signed, and publish the staff's acceptance of it",
    outcome: "R",
    codes: ["grant.not_logged", "keys kept back"],
  },
  {
    async honest() {
      const scene = await GrantScene.create("row 25 honest grant");
      const head = await scene.grant();
      const accepted = await scene.accept();
      expect(judgeKeyRelease(head, accepted, await scene.place())).toMatchObject({ kind: "good" });

      await using hub = await GrantedHub.create("row 25 honest hub");
      await hub.accept(await hub.grant());
      await hub.followLog();
      await hub.look();
      expect(hub.targets()).toBe(1);
    },

    async attack() {
      return [await atTheDevice(), await atTheHub()];
    },
  },
);

/** The server took the entry in, and its leaf lies in a drawer. The log goes on without it. */
async function atTheDevice(): Promise<Finding> {
  const scene = await GrantScene.create("row 25 grant");
  const { home, clip } = scene;
  const choice = { clips: [clip], sound: false, minutes: 60 };
  const signed = await signGrant(home.making, home.state, await scene.goodRequest(), choice);
  home.entries.push(signed.entry);
  home.states.push(signed.state);
  const accepted = await scene.accept();
  const place = await scene.place();
  const before = encodeLogView(place.view);
  const verdict = judgeKeyRelease(signed.state.head, accepted, place);
  const code = verdict.kind === "refused" ? verdict.code : "released";
  return {
    seen: "the phone sees the acceptance in a fresh log that has no grant, and hands no key over",
    code,
    store: [before, encodeLogView(place.view)],
  };
}

/** The hub is shown the household's leaf from before the grant, for good. */
async function atTheHub(): Promise<Finding> {
  await using hub = await GrantedHub.create("row 25 hub");
  const grant = await hub.grant();
  hub.home.leaves.pop();
  await hub.accept(grant);
  await hub.followLog();
  await hub.look();
  await hub.look();
  const seen = "the hub's next clips have no key for the staff";
  return { seen, code: hub.targets() === 0 ? "keys kept back" : "sealed" };
}
