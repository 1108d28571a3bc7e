// SPDX-License-Identifier: AGPL-3.0-or-later
import { encodeBase64url } from "@nightlatch/bytes";
import { merkleLeafHash, merkleRoot } from "@nightlatch/crypto/merkle";
import { forgeJson } from "@nightlatch/testkit/evil-cloud";
import { expect } from "vitest";
import { leavesAt } from "../constellation/log-reader.ts";
import { insiderRow } from "./insider-row.ts";
import { startWitnessed, type WitnessedScene } from "./witnessed-scene.ts";

insiderRow(
  { row: 36, attack: "rewrite old tiles and sign again", outcome: "P", codes: ["transparency.fork"] },
  {
    async honest() {
      await using witnessed = await startWitnessed("row 36 honest");
      await witnessed.hub.log.book.sync();
      expect(witnessed.hub.log.book.view.isWitnessed).toBe(true);
      expect(witnessed.hub.finds()).toEqual([]);
    },

    async attack() {
      await using witnessed = await startWitnessed("row 36");
      const { scene, hub } = witnessed;
      while (!hub.log.book.view.isWitnessed) await new Promise((resolve) => setTimeout(resolve, 20));
      const before = hub.snapshot();
      const checkpoint = await rewritten(witnessed);
      scene.hubCloud.obey(
        "readLogProof",
        forgeJson(() => ({ checkpoint, consistency: [] })),
      );
      const evidence = await hub.foundOut();
      const [code = "none"] = hub.alarms;
      const seen = "the hub had signed the tree before: it keeps both, tells its household, and cosigns no more";
      return [{ seen, code, store: [before, hub.snapshot()], evidence }];
    },
  },
);

/** The log's first leaf is another one now, and the log's own key signs the tree that follows from it. */
async function rewritten({ scene, hub }: WitnessedScene): Promise<string> {
  const { size } = hub.log.book.view;
  const leaves = (await leavesAt(scene.running.server.url)).slice(0, size);
  const hashes = leaves.map((leaf, i) => merkleLeafHash(i === 0 ? leaf.map((byte) => byte ^ 1) : leaf));
  return encodeBase64url(await scene.insider.signCheckpoint({ size, root: merkleRoot(hashes) }));
}
