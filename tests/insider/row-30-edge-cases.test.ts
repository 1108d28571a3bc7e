// SPDX-License-Identifier: AGPL-3.0-or-later
import { concatBytes, encodeUtf8 } from "@nightlatch/bytes";
import type { Signature } from "@nightlatch/crypto/keys";
import { addDevice, deviceFromSeed } from "@nightlatch/protocol/keys";
import { decodeSigned, encodeSigned, LEDGER_CONTEXT, MAX_LEDGER_ENTRY_BYTES } from "@nightlatch/protocol/wire";
import { expect } from "vitest";
import { CloudScene } from "./cloud-scene.ts";
import { insiderRow, type Finding } from "./insider-row.ts";
import { judgeInBrowser } from "./judge-in-browser.ts";
import { insertEntry, serveRows } from "./serve-rows.ts";
import { stopOf } from "./stop-of.ts";

/** The order of Ed25519's group, little-endian. */
const ORDER = 2n ** 252n + 27742317777372353535851937790883648493n;

const [MALFORMED, BAD_SIGNATURE] = ["ledger.malformed", "ledger.bad_signature"];

insiderRow(
  {
    row: 30,
    attack: "an entry with an edge-case signature, duplicate map key, long integer, tag, trailing bytes",
    outcome: "R",
    codes: [MALFORMED, MALFORMED, MALFORMED, MALFORMED, MALFORMED, BAD_SIGNATURE, BAD_SIGNATURE, BAD_SIGNATURE],
  },
  {
    async honest() {
      await using scene = await CloudScene.start("row 30 honest");
      const { signed } = await addition(scene);
      await expectFollowed(scene, signed);
      expect(await judgeInBrowser(scene.home.entries, [signed])).toEqual(["followed"]);
    },

    /** An owner's own key signs the bent bytes, too: it is the form that must be refused, everywhere alike. */
    async attack() {
      await using scene = await CloudScene.start("row 30");
      const { home, insider, cloud } = scene;
      const { signed } = await addition(scene);
      const { bytes, signature } = decodeSigned(signed, MAX_LEDGER_ENTRY_BYTES, "entry");
      const resign = async (bent: Uint8Array) =>
        encodeSigned({ bytes: bent, signature: await home.owner.ledger.sign(LEDGER_CONTEXT, bent) });
      const acts: readonly (readonly [seen: string, entry: Uint8Array])[] = [
        ["a map key twice", await resign(withDuplicateKey(bytes))],
        ["an integer longer than it needs to be", await resign(withLongInteger(bytes))],
        ["a tag", await resign(concatBytes(Uint8Array.of(0xc0), bytes))],
        ["bytes behind the entry", await resign(concatBytes(bytes, Uint8Array.of(0)))],
        ["bytes behind the signed entry", concatBytes(signed, Uint8Array.of(0))],
        ["S with the group's order added", encodeSigned({ bytes, signature: withOrderAdded(signature) })],
        ["R of small order", encodeSigned({ bytes, signature: withSmallOrder(signature) })],
      ];
      const phone = scene.phone();
      await phone.syncLedger();
      cloud.obey("readEntries", serveRows(insider, home.state.lane));
      const before = phone.snapshot();
      const findings: Finding[] = [];
      for (const [seen, entry] of acts) {
        insertEntry(insider, home.state.lane, 1, entry);
        const stop = await stopOf(phone.syncLedger());
        findings.push({ seen, ...stop, store: [before, phone.snapshot()] });
      }
      const inChromium = await judgeInBrowser(
        home.entries,
        acts.map(([, entry]) => entry),
      );
      expect(inChromium).toEqual(findings.map(({ code }) => code));
      const seen = "each with the same verdict in Node and in Chromium";
      return [...findings, { seen, code: inChromium.at(-1) ?? "none" }];
    },
  },
);

async function addition(scene: CloudScene): Promise<Readonly<{ signed: Uint8Array }>> {
  const { state, keyring, random, owner } = scene.home;
  const { publicKeys: keys } = await deviceFromSeed(random(32));
  const { entry } = await addDevice(scene.makingOf(owner), { state, keyring, keys, role: "member" });
  return { signed: entry };
}

async function expectFollowed(scene: CloudScene, entry: Uint8Array): Promise<void> {
  insertEntry(scene.insider, scene.home.state.lane, 1, entry);
  scene.cloud.obey("readEntries", serveRows(scene.insider, scene.home.state.lane));
  const phone = scene.phone();
  await phone.syncLedger();
  expect(phone.state.devices.size).toBe(2);
}

/** The map's last key, `prev` of eight others: one more pair "v": 1 at its end, and a head that counts it. */
function withDuplicateKey(bytes: Uint8Array): Uint8Array {
  const [head = 0] = bytes;
  return concatBytes(
    Uint8Array.of(head + 1),
    bytes.subarray(1),
    Uint8Array.of(0x61),
    encodeUtf8("v"),
    Uint8Array.of(1),
  );
}

/** `"v": 1` with the one in two bytes. */
function withLongInteger(bytes: Uint8Array): Uint8Array {
  const at = Buffer.from(bytes).indexOf(Buffer.from([0x61, 0x76, 0x01])) + 2;
  return concatBytes(bytes.subarray(0, at), Uint8Array.of(0x18, 0x01), bytes.subarray(at + 1));
}

function withOrderAdded(signature: Uint8Array): Signature {
  let s = 0n;
  for (const byte of [...signature.subarray(32)].reverse()) s = s * 256n + BigInt(byte);
  const bent = Uint8Array.from(signature);
  let rest = s + ORDER;
  for (let at = 32; at < 64; at += 1) {
    bent[at] = Number(rest % 256n);
    rest /= 256n;
  }
  return bent as Uint8Array as Signature;
}

/** The neutral element: 1 as y. */
function withSmallOrder(signature: Uint8Array): Signature {
  return concatBytes(Uint8Array.of(1), new Uint8Array(31), signature.subarray(32)) as Uint8Array as Signature;
}
