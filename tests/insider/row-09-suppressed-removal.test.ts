// SPDX-License-Identifier: AGPL-3.0-or-later
import { concatBytes } from "@nightlatch/bytes";
import { clipEvidence } from "@nightlatch/protocol/log";
import { removeDevices, type DeviceSecrets } from "@nightlatch/protocol/keys";
import {
  cameraGroups,
  decodeClipOpening,
  ProtocolError,
  verifyClipOpening,
  type LedgerState,
} from "@nightlatch/protocol/wire";
import { epochOf } from "@nightlatch/testkit";
import { Tape } from "@nightlatch/testkit/evil-cloud";
import { expect } from "vitest";
import { sealingTerms } from "../../apps/hub/src/ledger/household.ts";
import { MemoryEpochs } from "../../apps/household-web/src/vault/clips/clip-server.fixture.ts";
import { EpochWatch } from "../../apps/household-web/src/vault/clips/epoch-watch.ts";
import { recordClip } from "../../apps/household-web/src/vault/clips/recorded-clip.fixture.ts";
import { CloudScene } from "./cloud-scene.ts";
import type { HubVictim } from "./hub-victim.ts";
import { insiderRow } from "./insider-row.ts";
import type { Phone } from "./phone.ts";
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
      await using scene = await CloudScene.start("row 9 honest");
      const { hub, device, epochs, phone } = await startRemoving(scene);
      await hub.follower.sync();
      await phone.syncLedger();
      await epochs.note(phone.state);
      const clip = await recordBy(scene, device, hub.follower.state, scene.nowMs + GRACE_MS + 1000);
      expect(epochKeyOf(hub.follower.state)).toEqual(epochKeyOf(phone.state));
      expect(refusalOf(clip.opening, phone.state)).toBe("nothing was refused");
      expect(epochs.problemOf(decodeClipOpening(clip.opening).header, phone.state)).toBeUndefined();
    },

    async attack() {
      await using scene = await CloudScene.start("row 9");
      const { hub, device, epochs, phone, removedSeq } = await startRemoving(scene, true);
      const before = hub.follower.ledger.entries();
      // The entry that removes is the entry that rotates: the cloud can only keep both from the hub, which seals on.
      await hub.follower.sync();
      await phone.syncLedger();
      await epochs.note(phone.state);
      expect([hub.follower.state.seq, phone.state.seq]).toEqual([removedSeq - 1, removedSeq]);
      const later = await recordBy(scene, device, hub.follower.state, scene.nowMs + GRACE_MS + 1000);
      const problem = epochs.problemOf(decodeClipOpening(later.opening).header, phone.state);

      // And no clip that was made with the removal in sight can be under the old key.
      const { seq } = phone.state;
      const { opening } = await recordBy(scene, device, { ...hub.follower.state, seq }, scene.nowMs);
      const code = refusalOf(opening, phone.state);
      const { lane } = phone.state;
      const evidence = clipEvidence({ code, atMs: scene.nowMs, lane, entries: phone.entries, opening });
      const store = [concatBytes(...before), concatBytes(...hub.follower.ledger.entries())] as const;
      return [
        { seen: "clients say that the hub does not know of the removal", code: problem?.code ?? "none", store },
        { seen: "a clip under the old key that names the removal", code, evidence },
      ];
    },
  },
);

type Removing = Readonly<{
  hub: HubVictim;
  device: DeviceSecrets;
  phone: Phone;
  epochs: EpochWatch;
  /** The entry that removes and rotates. */
  removedSeq: number;
}>;

/** An owner removes a member. `isHidden`: the hub's cloud goes on to serve it the ledger of the moment before. */
async function startRemoving(scene: CloudScene, isHidden = false): Promise<Removing> {
  const { home, hubCloud } = scene;
  const device = await home.addDevice("hub");
  const member = await home.addDevice("member");
  const hub = await scene.hubOf(device);
  const tape = new Tape();
  hubCloud.obey("readEntries", tape.record);
  await hub.follower.sync();
  const phone = scene.phone();
  await phone.syncLedger();
  const epochs = new EpochWatch(new MemoryEpochs(), () => scene.nowMs);
  await epochs.note(phone.state);
  hubCloud.obey("readEntries", isHidden ? tape.replay : (ask) => ask());
  const { state, keyring } = home;
  await home.append(await removeDevices(scene.makingOf(home.owner), { state, keyring, remove: [member.id] }));
  return { hub, device, phone, epochs, removedSeq: home.state.seq };
}

/** By what the hub knows: its own terms say under which key. */
function recordBy({ home }: CloudScene, hub: DeviceSecrets, state: LedgerState, startMs: number) {
  const terms = sealingTerms(hub.id, () => state)();
  if (terms === undefined) throw new Error("the hub is in the household");
  const { group, epoch } = terms;
  return recordClip({ hub, state, group, epoch, random: home.random }, CAMERA, "Kp", startMs);
}

function epochKeyOf(state: LedgerState): Uint8Array {
  const [group] = cameraGroups(state);
  if (group === undefined) throw new Error("a household has a camera group");
  return epochOf(state, group).pkHash;
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
