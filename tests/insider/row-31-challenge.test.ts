// SPDX-License-Identifier: AGPL-3.0-or-later
import { encodeBase64url } from "@nightlatch/bytes";
import { addDevice, deviceFromSeed, proveSession } from "@nightlatch/protocol/keys";
import { applyEntry, decodeSigned, encodeSigned, MAX_LEDGER_ENTRY_BYTES } from "@nightlatch/protocol/wire";
import type { Signature } from "@nightlatch/crypto/keys";
import { forgeJson } from "@nightlatch/testkit/evil-cloud";
import { expect } from "vitest";
import { CloudScene } from "./cloud-scene.ts";
import { insiderRow } from "./insider-row.ts";
import { stopOf } from "./stop-of.ts";

insiderRow(
  {
    row: 31,
    attack: "a login challenge that is also a valid ledger entry",
    outcome: "I",
    codes: ["ledger.bad_signature", "ledger.bad_signature", "client.bad_answer"],
  },
  {
    async honest() {
      await using scene = await CloudScene.start("row 31 honest");
      await scene.phone().syncLedger();
    },

    async attack() {
      await using scene = await CloudScene.start("row 31");
      const { home } = scene;
      const { state, keyring, owner } = home;
      const accomplice = await deviceFromSeed(home.random(32));
      const wanted = await addDevice(home.making, { state, keyring, keys: accomplice.publicKeys, role: "owner" });
      const { bytes } = decodeSigned(wanted.entry, MAX_LEDGER_ENTRY_BYTES, "entry");
      expect(applyEntry(state, wanted.entry).kind).toBe("applied");

      // Whatever the device signs to log in, over the entry's own bytes or a part of them, is signed by another key
      // and under another context.
      const codes = await Promise.all(
        [bytes, bytes.subarray(0, 32)].map(async (challenge) => {
          const signature = await proveSession(owner, state.lane, challenge);
          const verdict = applyEntry(state, encodeSigned({ bytes, signature: signature.slice(-64) as Signature }));
          return verdict.kind === "refused" ? verdict.code : "applied";
        }),
      );
      // And a challenge of another length is not even looked at.
      scene.cloud.obey(
        "createChallenge",
        forgeJson((json) => ({ ...json, challenge: encodeBase64url(bytes) })),
      );
      const phone = scene.phone();
      const { code } = await stopOf(phone.syncLedger());
      return [
        { seen: "the whole entry as challenge", code: codes[0] ?? "" },
        { seen: "its first bytes as challenge", code: codes[1] ?? "" },
        { seen: "asked over the wire, the device signs nothing", code },
      ];
    },
  },
);
