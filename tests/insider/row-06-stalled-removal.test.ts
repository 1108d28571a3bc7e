// SPDX-License-Identifier: AGPL-3.0-or-later
import { addDevice, buildKeyring, deviceFromSeed, type DeviceSecrets } from "@nightlatch/protocol/keys";
import { activeDevice, cameraGroups, currentEpoch, formatId } from "@nightlatch/protocol/wire";
import type { Answer } from "@nightlatch/testkit/evil-cloud";
import { expect } from "vitest";
import type { Browser } from "./browser.ts";
import type { CloudScene } from "./cloud-scene.ts";
import { DAY_MS } from "./former-owner.ts";
import { insiderRow } from "./insider-row.ts";
import { insertEntry, serveRows } from "./serve-rows.ts";
import { bodyOf, signFreely } from "./sign-freely.ts";
import { codeOfAnswer, stopOf } from "./stop-of.ts";
import { passTime, startWitnessed, type WitnessedScene } from "./witnessed-scene.ts";

const [MINUTE_MS, HOUR_MS] = [60_000, 3_600_000];

insiderRow(
  {
    row: 6,
    attack: "stall a removal for an hour, and land an addition by whom it removes first",
    outcome: "R",
    codes: ["ledger.conflict", "protocol.unknown_epoch", "ledger.unknown_actor"],
  },
  {
    /** Stalled for a little while, and nobody used it: it lands as it was made. Whom M let in long before stays. */
    async honest() {
      await using witnessed = await startWitnessed("row 6 honest");
      const { scene } = witnessed;
      const friend = await scene.home.addDevice("member");
      const owner = await settledOwner(witnessed);
      const { answers, land } = await stallRemoval(scene, owner, 5 * MINUTE_MS);
      expect(await land()).toBe("done");
      expect(answers.map(({ status }) => status)).toEqual([201]);
      expect(isIn(owner, scene.home.owner)).toBe(false);
      expect(isIn(owner, friend)).toBe(true);
    },

    /** M is the founder; the removal is its fellow owner's. */
    async attack() {
      await using witnessed = await startWitnessed("row 6");
      const { scene } = witnessed;
      const owner = await settledOwner(witnessed);
      const accomplice = await deviceFromSeed(scene.home.random(32));
      const { answers, land } = await stallRemoval(scene, owner, HOUR_MS);
      await letIn(scene, accomplice);
      // An hour late, the tap has failed. What M did meanwhile is then on the owner's screen, and the owner taps again.
      await stopOf(land());
      const late = answers.at(-1);
      await owner.untilProved();
      expect(isIn(owner, accomplice)).toBe(true);
      await owner.vault.removeDevices([formatId(scene.home.owner.id)]);

      expect([scene.home.owner, accomplice].map((device) => isIn(owner, device))).toEqual([false, false]);
      const key = await newestKeyOf(scene, owner, accomplice);

      // What it signs now, the cloud alone can show.
      await owner.untilProved();
      const before = await owner.snapshot();
      const { state } = owner;
      const place = { actor: accomplice, state, nowMs: scene.nowMs, nonce: scene.home.random(16) };
      const again = bodyOf(await additionSigned(scene));
      insertEntry(scene.insider, state.lane, state.seq + 1, await signFreely(place, again));
      scene.cloud.obey("readEntries", serveRows(scene.insider, state.lane));
      const { code } = await stopOf(owner.refresh());
      const evidence = await owner.evidence();
      const store = [before, await owner.snapshot()] as const;
      return [
        { seen: "the late removal is refused; made anew it puts out both", code: codeOfAnswer(late) },
        { seen: "no new key is sealed to whom M let in", code: key },
        { seen: "what that device signs afterwards", code, store, ...(evidence === undefined ? {} : { evidence }) },
      ];
    },
  },
);

async function settledOwner({ scene }: WitnessedScene): Promise<Browser> {
  const owner = await scene.browser("owner");
  await passTime(scene, DAY_MS + MINUTE_MS);
  await owner.untilProved();
  return owner;
}

/** The owner taps on "Remove"; the cloud keeps the entry. `land` lets it go and waits for the browser. */
async function stallRemoval(scene: CloudScene, owner: Browser, durationMs: number) {
  const gate = Promise.withResolvers<undefined>();
  const answers: Answer[] = [];
  const arrived = Promise.withResolvers<undefined>();
  scene.cloud.obey("appendEntry", async (ask) => {
    arrived.resolve(undefined);
    await gate.promise;
    const answer = await ask();
    answers.push(answer);
    return answer;
  });
  const removing = owner.vault.removeDevices([formatId(scene.home.owner.id)]);
  await arrived.promise;
  scene.passTime(durationMs);
  const land = () => {
    gate.resolve(undefined);
    return removing;
  };
  return { answers, land };
}

async function letIn(scene: CloudScene, { publicKeys: keys }: DeviceSecrets): Promise<void> {
  const { home } = scene;
  // In a day the hub may have written a leaf of its own in between.
  await home.resume();
  const { state, keyring } = home;
  await home.append(await addDevice(scene.makingOf(home.owner), { state, keyring, keys, role: "owner" }));
}

async function additionSigned({ home, nowMs }: CloudScene): Promise<Uint8Array> {
  const { keyring, owner: actor, random, states } = home;
  const [state = home.state] = states.slice(-1);
  const { publicKeys: keys } = await deviceFromSeed(random(32));
  return (await addDevice({ actor, random, nowMs }, { state, keyring, keys, role: "owner" })).entry;
}

/** With every seed box that lies in the server's database, whomever it is for. */
async function newestKeyOf({ insider }: CloudScene, { state }: Browser, device: DeviceSecrets): Promise<string> {
  const boxes = insider.sql("SELECT box FROM seed_boxes").map(({ box }) => box as Uint8Array);
  const groups = [...state.groups.values()].flatMap(({ group, epochs }) =>
    epochs.map(({ epoch }) => ({ group, epoch })),
  );
  const all = boxes.flatMap((box) => groups.map((place) => ({ ...place, box })));
  const keyring = await buildKeyring(state, device, all);
  const [group] = cameraGroups(state);
  const newest = group === undefined ? undefined : currentEpoch(state, group);
  if (newest === undefined) throw new Error("a household has a camera group with a key");
  const { code } = await stopOf((async () => keyring.read(newest.pkHash))());
  return code;
}

function isIn({ state }: Browser, { id }: DeviceSecrets): boolean {
  return activeDevice(state, id) !== undefined;
}
