// SPDX-License-Identifier: AGPL-3.0-or-later
import { encodeBase64url } from "@nightlatch/bytes";
import { buildKeyring, deviceFromSeed, type SeedBox } from "@nightlatch/protocol/keys";
import { openClip } from "@nightlatch/protocol/open";
import { decodeClipOpening, parseId, type GroupId } from "@nightlatch/protocol/wire";
import { Insider } from "@nightlatch/testkit/evil-cloud";
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect } from "vitest";
import { insiderRow } from "./insider-row.ts";
import { keysOnDisk, opensBy } from "./keys-on-disk.ts";
import { RecordingHome } from "./recording-home.ts";
import { clipKeyOf } from "./sealed-frames.ts";
import { stopOf } from "./stop-of.ts";

const NOTHING = new Uint8Array();

insiderRow(
  {
    row: 21,
    attack: "steal the hub's disk, and try every key that may lie on it",
    outcome: "I",
    codes: ["", "protocol.unknown_epoch", "protocol.unknown_epoch"],
  },
  {
    /** The household's own keys open every clip; and the search finds a clip's key wherever it does lie. */
    async honest() {
      await using stolen = await stolenDisk();
      const { openings, folder, keyring, state } = stolen;
      for (const opening of openings) await openClip(decodeClipOpening(opening), state, keyring);
      const keys = await Promise.all(openings.slice(0, 2).map((opening) => clipKeyOf(opening, keyring)));
      const [raw = NOTHING, spelled = NOTHING] = keys;
      const planted = Buffer.concat([Buffer.from("..."), raw, Buffer.from(` "${encodeBase64url(spelled)}"`)]);
      await writeFile(join(folder, "planted"), planted);
      expect(opensBy(await keysOnDisk(folder), openings)).toHaveLength(2);
    },

    async attack() {
      await using stolen = await stolenDisk();
      const { openings, folder, boxes, state } = stolen;
      expect(openings.length).toBeGreaterThanOrEqual(2);
      const candidates = await keysOnDisk(folder);
      expect(candidates.length).toBeGreaterThan(10_000);
      expect(opensBy(candidates, openings)).toEqual([]);

      // The hub's own keys, with all that the server would hand out to it.
      const hub = await deviceFromSeed(new Uint8Array(await readFile(join(folder, "device.seed"))));
      const keyring = await buildKeyring(state, hub, boxes);
      const codes = await Promise.all(
        openings.map(async (opening) => (await stopOf(openClip(decodeClipOpening(opening), state, keyring, hub))).code),
      );
      const [one = "", other = ""] = codes;
      return [
        { seen: `none of ${String(Math.floor(candidates.length / 10_000))}0,000 keys that may lie there`, code: "" },
        { seen: "not with the hub's own keys and every box that the server has", code: one },
        { seen: "nor any other clip, the one that was being recorded included", code: other },
      ];
    },
  },
);

/** Of a hub that was torn off the wall in the middle of a clip. The household gets nothing of it back. */
async function stolenDisk() {
  const recording = await RecordingHome.start();
  await recording.recordOn();
  await recording.recordAndDie();
  const { home, frames } = recording;
  const { state, household } = home;
  return {
    folder: home.hubFolder,
    openings: frames.openings,
    keyring: household.keyring,
    state,
    boxes: boxesAt(new Insider(join(home.folder, "server"))),
    [Symbol.asyncDispose]: () => recording[Symbol.asyncDispose](),
  };
}

/** Every box that the server has, whomever it is for. */
function boxesAt(insider: Insider): readonly SeedBox[] {
  return insider.sql("SELECT camera_group, epoch, box FROM seed_boxes").map((row) => ({
    group: parseId<GroupId>(String(row["camera_group"])),
    epoch: Number(row["epoch"]),
    box: row["box"] as Uint8Array,
  }));
}
