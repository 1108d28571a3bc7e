// SPDX-License-Identifier: AGPL-3.0-or-later
/**
 * @file Seed boxes that this browser made for readers who are not proved yet (protocol §4.4). They wait here, over
 * reloads, and are sealed like this device's own seed: a copy of the profile's files must not let anyone in early.
 * Owns `heldBoxes` in IndexedDB.
 */
import { decodeCbor, encodeBase64url, encodeCbor, encodeUtf8, type CborValue } from "@nightlatch/bytes";
import { NONCE_BYTES, openAead, sealAead } from "@nightlatch/crypto/aead";
import type { RandomSource } from "@nightlatch/crypto/random";
import { invariant } from "@nightlatch/errors";
import type { DeviceId, GroupId } from "@nightlatch/protocol/wire";
import type { ReleasedBox } from "../server/household-server.ts";
import type { OwnStores } from "../store/own-stores.ts";

export type HeldSet = Readonly<{
  /** Of the entry that names the boxes. */
  head: Uint8Array;
  seq: number;
  boxes: readonly ReleasedBox[];
}>;

const CONTEXT = "nightlatch/v1/held-boxes/";

export class HeldBoxes {
  readonly #stores: OwnStores;
  readonly #random: RandomSource;

  constructor(stores: OwnStores, random: RandomSource) {
    this.#stores = stores;
    this.#random = random;
  }

  /** Durable before it returns: an entry whose boxes were lost would let in someone who can never open anything. */
  async keep(set: HeldSet): Promise<void> {
    const key = encodeBase64url(set.head);
    const wrappingKey = await this.#wrappingKey();
    const nonce = this.#random(NONCE_BYTES);
    const sealed = await sealAead(wrappingKey, nonce, contextOf(key), encodeSet(set));
    const transaction = await this.#stores.beginStrict("heldBoxes");
    await transaction.objectStore("heldBoxes").put({ nonce, sealed }, key);
    await transaction.done;
  }

  async all(): Promise<readonly HeldSet[]> {
    const transaction = await this.#stores.begin("heldBoxes");
    const store = transaction.objectStore("heldBoxes");
    const [keys, values] = await Promise.all([store.getAllKeys(), store.getAll()]);
    await transaction.done;
    if (values.length === 0) return [];
    const wrappingKey = await this.#wrappingKey();
    return Promise.all(
      values.map(async ({ nonce, sealed }, i) =>
        decodeSet(await openAead(wrappingKey, nonce, contextOf(keys[i] ?? ""), sealed)),
      ),
    );
  }

  async drop(head: Uint8Array): Promise<void> {
    const transaction = await this.#stores.begin("heldBoxes");
    await transaction.objectStore("heldBoxes").delete(encodeBase64url(head));
    await transaction.done;
  }

  async #wrappingKey() {
    const transaction = await this.#stores.begin("identity");
    const identity = await transaction.objectStore("identity").get("this");
    await transaction.done;
    invariant(identity !== undefined, "a browser in a household has keys");
    return identity.wrappingKey;
  }
}

/** The key is bound to its place: what was kept for one entry does not open as another's. */
function contextOf(key: string): Uint8Array {
  return encodeUtf8(CONTEXT + key);
}

function encodeSet({ head, seq, boxes }: HeldSet): Uint8Array {
  return encodeCbor([head, seq, boxes.map(({ group, epoch, device, box }) => [group, epoch, device, box])]);
}

/** Twin of the above. What comes in was sealed by this browser: another shape is a bug. */
function decodeSet(bytes: Uint8Array): HeldSet {
  const [head, seq, boxes] = listOf(decodeCbor(bytes));
  invariant(head instanceof Uint8Array && typeof seq === "number", "a set of held boxes has a head and a number");
  return { head, seq, boxes: listOf(boxes).map(decodeBox) };
}

function decodeBox(value: CborValue): ReleasedBox {
  const [group, epoch, device, box] = listOf(value);
  const isWhole = group instanceof Uint8Array && device instanceof Uint8Array && box instanceof Uint8Array;
  invariant(isWhole && typeof epoch === "number", "a held box has its place");
  return { group: group as GroupId, epoch, device: device as DeviceId, box };
}

function listOf(value: CborValue | undefined): readonly CborValue[] {
  invariant(Array.isArray(value), "held boxes are lists");
  return value as readonly CborValue[];
}
