// SPDX-License-Identifier: AGPL-3.0-or-later
import { merkleLeafHash, merkleRoot } from "@nightlatch/crypto/merkle";
import { decodeBase64url, decodeUtf8, encodeBase64url, encodeUtf8 } from "@nightlatch/bytes";
import { forgeJson } from "@nightlatch/testkit/evil-cloud";
import { expect } from "vitest";
import { leavesAt } from "../constellation/log-reader.ts";
import { insiderRow } from "./insider-row.ts";
import { stopOf } from "./stop-of.ts";
import { startWitnessed, type WitnessedScene } from "./witnessed-scene.ts";

insiderRow(
  {
    row: 12,
    attack: "sign a second checkpoint of the same size and show it to one phone",
    outcome: "R",
    codes: ["transparency.fork", "transparency.no_quorum"],
  },
  {
    async honest() {
      await using witnessed = await startWitnessed("row 12 honest");
      expect(await witnessed.phone.syncLog()).toMatchObject({ isFresh: true });
    },

    async attack() {
      await using witnessed = await startWitnessed("row 12");
      const { scene, phone } = witnessed;
      const { size = 0 } = phone.view ?? {};
      const before = phone.snapshot();
      scene.cloud.obey(
        "readLogProof",
        forgeJson(async () => ({ checkpoint: await secondTree(witnessed, size), consistency: [] })),
      );
      const stop = await stopOf(phone.syncLog());
      const findings = [
        { seen: "a phone that saw the first one", ...stop, store: [before, phone.snapshot()] as const },
      ];
      // One larger: this phone has nothing to compare it with yet. Its own hub signed another tree.
      await scene.home.addDevice("member");
      await phone.syncLedger();
      scene.cloud.obey("readLogProof", forgeJson(withoutHub));
      const { problem, isFresh } = await phone.syncLogUntil(({ view }) => view.size > size);
      expect(isFresh).toBe(false);
      return [...findings, { seen: "a larger tree that the hub did not sign", code: problem ?? "none" }];
    },
  },
);

/** Of the log's own leaves, the last one bent. */
async function secondTree({ scene }: WitnessedScene, size: number): Promise<string> {
  const leaves = (await leavesAt(scene.running.server.url)).slice(0, size);
  const bent = leaves.map((leaf, i) => (i === size - 1 ? leaf.map((byte) => byte ^ 1) : leaf));
  const root = merkleRoot(bent.map((leaf) => merkleLeafHash(leaf)));
  return encodeBase64url(await scene.insider.signCheckpoint({ size, root }));
}

/** The very answer, signed by the log alone. */
function withoutHub(answer: Record<string, unknown>): unknown {
  const note = decodeUtf8(decodeBase64url(String(answer["checkpoint"])));
  const bare = note.replace(/^\u2014 hub\/.*\n/gmu, "");
  return { ...answer, checkpoint: encodeBase64url(encodeUtf8(bare)) };
}
