// SPDX-License-Identifier: AGPL-3.0-or-later
import { addDevice, deviceFromSeed } from "@nightlatch/protocol/keys";
import { decodeSigned, encodeSigned, MAX_LEDGER_ENTRY_BYTES } from "@nightlatch/protocol/wire";
import type { Signature } from "@nightlatch/crypto/keys";
import { expect } from "vitest";
import { CloudScene } from "./cloud-scene.ts";
import { insiderRow, type Finding } from "./insider-row.ts";
import { insertEntry, serveRows } from "./serve-rows.ts";
import { stopOf } from "./stop-of.ts";

insiderRow(
  {
    row: 3,
    attack: "insert a device row; unsigned add",
    outcome: "R",
    codes: ["ledger.bad_signature", "ledger.bad_signature"],
  },
  {
    async honest() {
      await using scene = await CloudScene.start("row 3 honest");
      const phone = scene.phone();
      await phone.syncLedger();
      await scene.home.addDevice("member");
      await phone.syncLedger();
      expect(phone.state.devices.size).toBe(2);
    },

    /** The row goes straight into the database; what our server would refuse to read, the insider's hands out. */
    async attack() {
      await using scene = await CloudScene.start("row 3");
      const phone = scene.phone();
      await phone.syncLedger();
      scene.cloud.obey("readEntries", serveRows(scene.insider, scene.home.state.lane));
      const findings: Finding[] = [];
      for (const [seen, signature] of [
        ["a row with a signature of zeros", () => new Uint8Array(64)],
        ["a row signed with a key of the insider's own", (bytes: Uint8Array) => signedByStranger(bytes)],
      ] as const) {
        const before = phone.snapshot();
        await insertAdd(scene, signature);
        const stop = await stopOf(phone.syncLedger());
        findings.push({ seen, ...stop, store: [before, phone.snapshot()] });
      }
      return findings;
    },
  },
);

async function insertAdd(
  { home, insider }: CloudScene,
  signature: (bytes: Uint8Array) => Uint8Array | Promise<Uint8Array>,
): Promise<void> {
  const device = await deviceFromSeed(home.random(32));
  const { state, keyring } = home;
  const honest = await addDevice(home.making, { state, keyring, keys: device.publicKeys, role: "owner" });
  const { bytes } = decodeSigned(honest.entry, MAX_LEDGER_ENTRY_BYTES, "entry");
  const entry = encodeSigned({ bytes, signature: (await signature(bytes)) as Signature });
  insertEntry(insider, state.lane, 1, entry);
}

async function signedByStranger(bytes: Uint8Array): Promise<Uint8Array> {
  const stranger = await deviceFromSeed(new Uint8Array(32).fill(66));
  return stranger.ledger.sign("ledger-entry", bytes);
}
