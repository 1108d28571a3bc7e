// SPDX-License-Identifier: AGPL-3.0-or-later
import { laneSigner, makeLaneLeaf } from "@nightlatch/protocol/keys";
import { laneGroup, type Epoch, type LedgerState } from "@nightlatch/protocol/wire";
import { epochOf } from "@nightlatch/testkit";
import { expect } from "vitest";
import { leavesAt } from "../constellation/log-reader.ts";
import type { CloudScene } from "./cloud-scene.ts";
import { insiderRow } from "./insider-row.ts";
import { startWitnessed } from "./witnessed-scene.ts";

insiderRow(
  { row: 13, attack: "two leaves for one lane slot", outcome: "P", codes: ["lane.fork"] },
  {
    async honest() {
      await using witnessed = await startWitnessed("row 13 honest");
      const { scene, hub } = witnessed;
      await scene.home.cover(scene.home.session);
      await hub.follower.sync();
      const size = hub.log.book.view.size;
      while (hub.log.book.view.size === size) await hub.log.book.sync();
      expect(hub.finds()).toEqual([]);
    },

    /** Whoever is in the household, and whoever was, holds the lane key of its time: the log signs what it is given. */
    async attack() {
      await using witnessed = await startWitnessed("row 13");
      const { scene, hub } = witnessed;
      const before = hub.follower.ledger.entries();
      await putIntoLog(scene, await twinOfSecondLeaf(scene));
      const evidence = await hub.foundOut();
      expect(hub.alarms).toEqual(["lane.fork"]);
      const store = [Buffer.concat(before), Buffer.concat(hub.follower.ledger.entries())] as const;
      return [
        {
          seen: "the hub reads both leaves in the tiles, tells its household, and cosigns no more",
          code: hub.alarms[0] ?? "none",
          store,
          evidence,
        },
      ];
    },
  },
);

/** The second leaf of the household's lane once more, with another salt: slot 1 holds the entry that let the hub in. */
async function twinOfSecondLeaf({ home, running }: CloudScene): Promise<Uint8Array> {
  const [first] = await leavesAt(running.server.url);
  const signer = laneSigner(home.state.lane, home.keyring.read(laneEpoch(home.state).pkHash));
  const { head, seq } = home.state;
  if (first === undefined) throw new Error("the household logged its first entry");
  return (await makeLaneLeaf({ signer, nextKey: signer.publicKey, head, seq, previous: first, random: home.random }))
    .leaf;
}

function laneEpoch(state: LedgerState): Epoch {
  return epochOf(state, laneGroup(state));
}

/** Behind the back of the server's rules, which would refuse it. */
async function putIntoLog({ insider, home }: CloudScene, leaf: Uint8Array): Promise<void> {
  insider.sql("INSERT INTO log_leaves (ticket, leaf) SELECT max(ticket) + 1, ? FROM log_leaves", leaf);
  await home.cover(home.session);
}
