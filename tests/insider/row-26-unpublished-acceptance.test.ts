// SPDX-License-Identifier: AGPL-3.0-or-later
import { encodeLogView, judgeKeyRelease, type ShownItem } from "@nightlatch/protocol/log";
import { signAcceptance } from "@nightlatch/protocol/grant";
import { encodeOperatorItem, operatorItemCommitment, signLaneLeaf } from "@nightlatch/protocol/wire";
import { GrantScene, TEST_NOW_MS } from "@nightlatch/testkit";
import { expect } from "vitest";
import { GrantedHub } from "../../apps/hub/src/grants/granted-hub.fixture.ts";
import { insiderRow, type Finding } from "./insider-row.ts";

insiderRow(
  {
    row: 26,
    attack: "staff accepts, but the acceptance never comes into the public log",
    outcome: "R",
    codes: [
      "grant.acceptance_not_logged",
      "grant.acceptance_not_logged",
      "grant.acceptance_not_logged",
      "keys kept back",
    ],
  },
  {
    async honest() {
      const scene = await GrantScene.create("row 26 honest");
      const head = await scene.grant();
      const accepted = await scene.accept();
      expect(judgeKeyRelease(head, accepted, await scene.place())).toMatchObject({ kind: "good" });

      await using hub = await GrantedHub.create("row 26 honest hub");
      await hub.accept(await hub.grant());
      await hub.followLog();
      await hub.look();
      expect(hub.targets()).toBe(1);
    },

    async attack() {
      return [...(await atTheDevice()), await atTheHub()];
    },
  },
);

/** The operator's lane key is the insider's: item and leaf are genuine, and lie in a drawer. */
async function atTheDevice(): Promise<readonly Finding[]> {
  const scene = await GrantScene.create("row 26");
  const head = await scene.grant();
  const place = await scene.place();
  const before = encodeLogView(place.view);
  const hidden = await acceptInSecret(scene);
  const { newest } = place;
  const shown: readonly (readonly [seen: string, shown: ShownItem])[] = [
    ["shown with another leaf's proof, it is not in the household's tree", { ...newest, ...hidden }],
    ["shown with another leaf, that leaf does not stand for it", { ...newest, item: hidden.item }],
    ["shown at a place to come, there is no such place", { ...newest, ...hidden, index: place.view.size }],
  ];
  return shown.map(([seen, item]) => {
    const verdict = judgeKeyRelease(head, item, place);
    const code = verdict.kind === "refused" ? verdict.code : "released";
    return { seen, code, store: [before, encodeLogView(place.view)] };
  });
}

/** The hub's own judge: the server says that there is an acceptance, and shows no proof of it. */
async function atTheHub(): Promise<Finding> {
  await using hub = await GrantedHub.create("row 26 hub");
  const grant = await hub.grant();
  await hub.followLog();
  hub.shownItems = hub.desk.items.length;
  await hub.accept(grant);
  await hub.look();
  await hub.look();
  const seen = "the hub's next clips have no key for the staff";
  return { seen, code: hub.targets() === 0 ? "keys kept back" : "sealed" };
}

async function acceptInSecret({
  desk,
  operator,
  support,
  home,
}: GrantScene): Promise<Pick<ShownItem, "item" | "leaf">> {
  const { laneSigner, state } = operator;
  const bytes = await signAcceptance(support, {
    ...{ operator: state.operator, grant: home.state.head, purpose: "picture_quality", kind: "clips", minutes: 60 },
    atMs: TEST_NOW_MS,
  });
  const item = encodeOperatorItem({ kind: "acceptance", roster: state.head, bytes });
  const previous = desk.newest().leaf;
  const place = { kind: "staff", previous, commitment: operatorItemCommitment(item) } as const;
  return { item, leaf: await signLaneLeaf(laneSigner, { ...place, next: laneSigner.publicKey }) };
}
