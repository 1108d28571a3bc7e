// SPDX-License-Identifier: AGPL-3.0-or-later
import { concatBytes, encodeBase64url, equalBytes } from "@nightlatch/bytes";
import { hpkeSeal } from "@nightlatch/crypto/hpke";
import { NightlatchError } from "@nightlatch/errors";
import { removeDevices, type DeviceSecrets, type Keyring } from "@nightlatch/protocol/keys";
import { cameraGroups, currentEpoch, seedBoxHash, type GroupId, type RotateBody } from "@nightlatch/protocol/wire";
import { forgeJson } from "@nightlatch/testkit/evil-cloud";
import { expect } from "vitest";
import { CloudScene } from "./cloud-scene.ts";
import { insiderRow } from "./insider-row.ts";
import type { Phone } from "./phone.ts";
import { insertEntry, serveRows } from "./serve-rows.ts";
import { bodyOf, signFreely } from "./sign-freely.ts";
import { stopOf } from "./stop-of.ts";

insiderRow(
  {
    row: 8,
    attack: "seal an own epoch seed to a device under a genuine rotate",
    outcome: "R",
    codes: ["protocol.unknown_epoch", "protocol.wrong_key"],
  },
  {
    async honest() {
      await using scene = await CloudScene.start("row 8 honest");
      const member = await scene.home.addDevice("member");
      await scene.home.append(await rotation(scene));
      const phone = scene.phone(member);
      await phone.syncLedger();
      const { faults } = await phone.keyring();
      expect(faults).toEqual([]);
      expect(await codeOfNewKey(phone)).toBe("the key is known");
    },

    async attack() {
      await using scene = await CloudScene.start("row 8");
      const { home, cloud } = scene;
      const member = await home.addDevice("member");
      const [before, group] = [home.state, firstGroup(scene)];
      const rotated = await rotation(scene);
      const box = await falseBox(scene, member, group);
      const phone = scene.phone(member);
      await phone.syncLedger();

      // The cloud alone: the entry names the hash of the true box, so that the false one is not even opened.
      insertEntry(scene.insider, before.lane, before.seq + 1, rotated.entry);
      cloud.obey("readEntries", serveRows(scene.insider, before.lane));
      cloud.obey(
        "readBoxes",
        forgeJson(() => ({ boxes: [{ group: encodeBase64url(group), epoch: 1, box: encodeBase64url(box) }] })),
      );
      const victim = scene.phone(member);
      await victim.syncLedger();
      const byCloud = await codeOfNewKey(victim, group);

      // With a hostile owner, whose entry names the false box: the public key must follow from the seed.
      const body = withBox(bodyOf(rotated.entry) as RotateBody, group, member, seedBoxHash(box));
      const place = { actor: home.owner, state: before, nowMs: scene.nowMs, nonce: home.random(16) };
      insertEntry(scene.insider, before.lane, before.seq + 1, await signFreely(place, body));
      await phone.syncLedger();
      const [fault] = (await phone.keyring()).faults;
      const byOwner = fault?.error instanceof NightlatchError ? String(fault.error.code) : "no fault";
      return [
        { seen: "by the cloud alone: no box that an owner named", code: byCloud },
        { seen: "with a hostile owner: the seed does not give the named public key", code: byOwner },
      ];
    },
  },
);

/** New keys for every group, nobody put out. */
function rotation(scene: CloudScene): ReturnType<typeof removeDevices> {
  const { state, keyring, owner } = scene.home;
  return removeDevices(scene.makingOf(owner), { state, keyring, remove: [] });
}

/** The household's first camera group. */
function firstGroup({ home }: CloudScene): GroupId {
  const [group] = cameraGroups(home.state);
  if (group === undefined) throw new Error("a household has a camera group");
  return group;
}

/** A seed of the insider's own, sealed to the member as a true one would be (protocol §5). */
function falseBox({ home }: CloudScene, { id, publicKeys }: DeviceSecrets, group: GroupId): Promise<Uint8Array> {
  const context = concatBytes(home.state.lane, group, Uint8Array.of(0, 0, 0, 1), id);
  return hpkeSeal(publicKeys.hpke, { label: "seed-box", context }, home.random(32));
}

function withBox(body: RotateBody, group: GroupId, { id }: DeviceSecrets, hash: RotateHash): RotateBody {
  const rotations = body.rotations.map((rotation) => {
    if (!equalBytes(rotation.group, group)) return rotation;
    const boxes = rotation.boxes.map((box) => (equalBytes(box.device, id) ? { ...box, hash } : box));
    return { ...rotation, boxes };
  });
  return { ...body, rotations };
}

type RotateHash = ReturnType<typeof seedBoxHash>;

/** Of the group's newest epoch, for which clips are sealed from now on. */
async function codeOfNewKey(phone: Phone, group = cameraGroups(phone.state)[0]): Promise<string> {
  const keyring: Keyring = await phone.keyring();
  const epoch = group === undefined ? undefined : currentEpoch(phone.state, group);
  if (epoch === undefined) throw new Error("the group has an epoch");
  const { code } = await stopOf((async () => keyring.read(epoch.pkHash))());
  return code === "nothing was refused" ? "the key is known" : code;
}
