// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file What every store of roster drafts promises: each signer once, and nothing after its time. */
import type { StaffSignature } from "@nightlatch/protocol/wire";
import { describe, expect, it } from "vitest";
import type { RosterDraftStore } from "../ports/roster-draft-store.ts";
import type { DeviceId } from "../ports/stored-types.ts";
import { drawDevice, drawHash } from "./drawn-values.ts";

export function rosterDraftStoreContract(
  name: string,
  open: () => Promise<AsyncDisposable & Readonly<{ store: RosterDraftStore }>>,
): void {
  describe(`${name} keeps the promises of a roster draft store`, () => {
    it("keeps one signature a signer, the newest, and drafts apart", async () => {
      await using opened = await open();
      const { store } = opened;
      const [one, other] = [draft(100), draft(50)];
      const [anna, otto] = [drawDevice(), drawDevice()];
      await store.addSignature(one, sign(anna));
      const again = sign(anna);
      await store.addSignature(one, again);
      const second = sign(otto);
      await store.addSignature(one, second);
      await store.addSignature(other, sign(otto));
      const found = await store.findDraft(one.draft);
      expect(found).toMatchObject(one);
      expect(found?.signatures).toHaveLength(2);
      expect(found?.signatures).toEqual(expect.arrayContaining([again, second]));
      expect((await store.readDrafts()).map(({ expiresAtMs }) => expiresAtMs)).toEqual([50, 100]);
      expect(await store.findDraft(drawHash())).toBeUndefined();
    });

    it("forgets what is removed or has expired, and nothing else", async () => {
      await using opened = await open();
      const { store } = opened;
      const [old, young, gone] = [draft(100), draft(101), draft(500)];
      for (const one of [old, young, gone]) await store.addSignature(one, sign(drawDevice()));
      await store.removeDraft(gone.draft);
      await store.removeDraft(gone.draft);
      await store.sweep(100);
      expect((await store.readDrafts()).map((one) => one.draft)).toEqual([young.draft]);
    });
  });
}

function draft(expiresAtMs: number) {
  return { draft: drawHash(), entry: drawHash(), expiresAtMs };
}

function sign(staff: DeviceId): StaffSignature {
  return { staff, signature: drawHash() as Uint8Array as StaffSignature["signature"] };
}
