// SPDX-License-Identifier: AGPL-3.0-or-later
import { decodeBase64url, encodeBase64url } from "@nightlatch/bytes";
import { addDevice, deviceFromSeed } from "@nightlatch/protocol/keys";
import { decodeSigned, encodeSigned, LEDGER_CONTEXT, MAX_LEDGER_ENTRY_BYTES } from "@nightlatch/protocol/wire";
import { forge, forgeJson } from "@nightlatch/testkit/evil-cloud";
import { expect } from "vitest";
import { CloudScene } from "./cloud-scene.ts";
import { insiderRow } from "./insider-row.ts";
import { insertEntry, serveRows } from "./serve-rows.ts";
import { stopOf } from "./stop-of.ts";
import { WatchingScene } from "./watching-scene.ts";

insiderRow(
  {
    row: 29,
    attack: "offer an older suite, format or weaker parameter",
    outcome: "R",
    codes: ["ledger.bad_version", "protocol.bad_version", "protocol.bad_version"],
  },
  {
    async honest() {
      await using scene = await CloudScene.start("row 29 honest");
      await scene.phone().syncLedger();
      await using watching = await WatchingScene.start("row 29 honest");
      expect((await watching.play()).end).toBe("proved");
    },

    /** A suite goes with the version: there is none to negotiate. */
    async attack() {
      await using scene = await CloudScene.start("row 29");
      const phone = scene.phone();
      await phone.syncLedger();
      const before = phone.snapshot();
      insertEntry(scene.insider, phone.state.lane, 1, await entryOfVersion0(scene));
      scene.cloud.obey("readEntries", serveRows(scene.insider, phone.state.lane));
      const byLedger = await stopOf(phone.syncLedger());

      await using ofFrames = await WatchingScene.start("row 29, fragments");
      ofFrames.cloud.obey(
        "readPart",
        forge((body) => Uint8Array.from(body, (byte, at) => (at === 0 ? 0 : byte))),
      );
      await ofFrames.timeline();
      const framesBefore = ofFrames.snapshot();
      const byFrame = (await ofFrames.play()).end;
      const frames = { code: byFrame, store: [framesBefore, ofFrames.snapshot()] as const };

      await using ofOpenings = await WatchingScene.start("row 29, openings");
      await ofOpenings.timeline();
      ofOpenings.cloud.obey(
        "readClip",
        forgeJson((clip) => ({
          ...clip,
          opening: encodeBase64url(ofVersion0(decodeBase64url(String(clip["opening"])))),
        })),
      );
      const openingsBefore = ofOpenings.snapshot();
      const byOpening = (await ofOpenings.play()).end;
      const openings = { code: byOpening, store: [openingsBefore, ofOpenings.snapshot()] as const };
      return [
        { seen: "a ledger entry of version 0, signed by an owner", ...byLedger, store: [before, phone.snapshot()] },
        { seen: "a fragment of version 0", ...frames },
        { seen: "a clip's opening of version 0", ...openings },
      ];
    },
  },
);

async function entryOfVersion0(scene: CloudScene): Promise<Uint8Array> {
  const { state, keyring, random, owner } = scene.home;
  const { publicKeys: keys } = await deviceFromSeed(random(32));
  const { entry } = await addDevice(scene.makingOf(owner), { state, keyring, keys, role: "member" });
  const bytes = ofVersion0(decodeSigned(entry, MAX_LEDGER_ENTRY_BYTES, "entry").bytes);
  return encodeSigned({ bytes, signature: await owner.ledger.sign(LEDGER_CONTEXT, bytes) });
}

/** The first `"v": 1` of a structure in CBOR as `"v": 0`. */
function ofVersion0(bytes: Uint8Array): Uint8Array {
  const at = Buffer.from(bytes).indexOf(Buffer.from([0x61, 0x76, 0x01]));
  if (at === -1) throw new Error("each structure carries its version");
  const older = Uint8Array.from(bytes);
  older[at + 2] = 0;
  return older;
}
