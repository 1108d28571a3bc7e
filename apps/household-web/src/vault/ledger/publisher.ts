// SPDX-License-Identifier: AGPL-3.0-or-later
/**
 * @file Sends a signed entry to the server: with its leaf for the public log, and without the seed boxes of readers
 * who are not proved yet. Those are kept here first, durably, so that a crash in between loses nobody's keys.
 */
import { hasCode } from "@nightlatch/errors";
import type { RandomSource } from "@nightlatch/crypto/random";
import type { SignedEntry } from "@nightlatch/protocol/keys";
import type { LogView } from "@nightlatch/protocol/log";
import { placeBoxes } from "../log/box-places.ts";
import type { HeldBoxes } from "../log/held-boxes.ts";
import { nextLeaf } from "../log/next-leaf.ts";
import type { HouseholdServer } from "../server/household-server.ts";
import type { HouseholdKeys, LedgerServer } from "./ledger-follower.ts";
import type { LedgerHistory } from "./ledger-history.ts";

/** `grantBoxes`: of a release, what travels with it for the operator's staff. */
export type EntryToSend = SignedEntry & Readonly<{ grantBoxes?: readonly Uint8Array[] }>;
export type Publishing = Readonly<{ before: HouseholdKeys; history: LedgerHistory; signed: EntryToSend }>;

export interface Publisher {
  /** @throws ledger.conflict when another entry came first: nothing of this one is kept */
  publish(server: LedgerServer, publishing: Publishing): Promise<void>;
}

export type PublisherDeps = Readonly<{
  leaves: Pick<HouseholdServer, "lastLeaf">;
  held: HeldBoxes;
  view: () => LogView | undefined;
  random: RandomSource;
}>;

export function createPublisher({ leaves, held, view, random }: PublisherDeps): Publisher {
  return {
    async publish(server, { before, history, signed }) {
      const leaf = await nextLeaf({ server: leaves, history, view: view(), random }, before, signed);
      const { head, seq } = signed.state;
      const boxes = placeBoxes(signed.entry, signed.heldBack);
      if (boxes.length > 0) await held.keep({ head, seq, boxes });
      try {
        await server.appendEntry(signed.entry, signed.boxes, leaf, signed.grantBoxes);
      } catch (error) {
        // Any other failure leaves it open whether the server has the entry: then the boxes stay until that is known.
        if (hasCode(error, "ledger.conflict") || hasCode(error, "leaf.refused")) await held.drop(head);
        throw error;
      }
    },
  };
}
