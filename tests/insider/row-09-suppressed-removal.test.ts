// SPDX-License-Identifier: AGPL-3.0-or-later
import { clipEvidence } from "@nightlatch/protocol/log";
import { removeDevices } from "@nightlatch/protocol/keys";
import { decodeClipOpening, ProtocolError, verifyClipOpening, type LedgerState } from "@nightlatch/protocol/wire";
import { epochOf, TEST_NOW_MS, testHousehold, type TestHousehold } from "@nightlatch/testkit";
import { expect } from "vitest";
import { sealingTerms } from "../../apps/hub/src/ledger/household.ts";
import { MemoryEpochs } from "../../apps/household-web/src/vault/clips/clip-server.fixture.ts";
import { EpochWatch } from "../../apps/household-web/src/vault/clips/epoch-watch.ts";
import { recordClip } from "../../apps/household-web/src/vault/clips/recorded-clip.fixture.ts";
import { insiderRow } from "./insider-row.ts";
import { CAMERA } from "./watching-scene.ts";

/** What a hub may take to learn of a removal. */
const GRACE_MS = 120_000;

insiderRow(
  {
    row: 9,
    attack: "suppress the rotation after a removal",
    outcome: "R",
    codes: ["hub.behind", "protocol.stale_epoch"],
  },
  {
    /** Shown the removal, the hub seals under the new key at once, and clients find nothing wrong. */
    async honest() {
      const home = await testHousehold("row 9 honest");
      const { entry, state } = await removal(home);
      const terms = sealingTerms(home.hub.id, () => state);
      expect(terms()?.epoch.pkHash).toEqual(epochOf(state, home.group).pkHash);
      const epochs = new EpochWatch(new MemoryEpochs(), () => TEST_NOW_MS);
      await epochs.note(state);
      const clip = await recordClip({ ...home, state, epoch: epochOf(state, home.group) }, CAMERA, "Kp", TEST_NOW_MS);
      expect(refusalOf(clip.opening, state)).toBe("nothing was refused");
      expect(epochs.problemOf(decodeClipOpening(clip.opening).header, state)).toBeUndefined();
      expect(entry.length).toBeGreaterThan(0);
    },

    async attack() {
      const home = await testHousehold("row 9");
      const { entry, state } = await removal(home);
      // The entry that removes is the entry that rotates: the cloud can only keep both from the hub, which seals on.
      const epochs = new EpochWatch(new MemoryEpochs(), () => TEST_NOW_MS);
      await epochs.note(state);
      const later = await recordClip(home, CAMERA, "Kp", TEST_NOW_MS + GRACE_MS + 1000);
      const problem = epochs.problemOf(decodeClipOpening(later.opening).header, state);

      // And no clip that was made with the removal in sight can be under the old key.
      const { opening } = await recordClip({ ...home, state }, CAMERA, "Kp", TEST_NOW_MS);
      const code = refusalOf(opening, state);
      const entries = [...home.entries.map((signed) => signed.entry), entry];
      const evidence = clipEvidence({ code, atMs: TEST_NOW_MS, lane: state.lane, entries, opening });
      return [
        { seen: "clients say that the hub does not know of the removal", code: problem?.code ?? "none" },
        { seen: "a clip under the old key that names the removal", code, evidence },
      ];
    },
  },
);

function removal({ owner, random, state, keyring, member }: TestHousehold): ReturnType<typeof removeDevices> {
  return removeDevices({ actor: owner, random, nowMs: TEST_NOW_MS }, { state, keyring, remove: [member.id] });
}

function refusalOf(opening: Uint8Array, state: LedgerState): string {
  try {
    verifyClipOpening(decodeClipOpening(opening), state);
    return "nothing was refused";
  } catch (error) {
    if (error instanceof ProtocolError) return error.code;
    throw error;
  }
}
