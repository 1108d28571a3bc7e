// SPDX-License-Identifier: AGPL-3.0-or-later
/**
 * @file Whether this hub knows what the last leaf of its own lane says. Nobody but the household can tell: the leaf must
 * open, with the salt that the server names, to a head that this hub computed itself. One that does not is someone
 * else's, or of an entry that the server keeps from this hub; no tree with it in is signed.
 */
import { decodeBase64url, equalBytes } from "@nightlatch/bytes";
import type { DeviceSession } from "@nightlatch/api-client";
import type { Hash } from "@nightlatch/crypto/keys";
import { laneHeadCommitment, laneLeafHash, parseLaneLeaf } from "@nightlatch/protocol/wire";
import type { LastLeaf } from "@nightlatch/transparency/monitor";

export type OwnLaneDeps = Readonly<{
  session: Pick<DeviceSession, "call">;
  /** Loads what is new first. */
  syncLedger: () => Promise<void>;
  /** Of each entry that this hub has judged, whether it acts on it yet or not. */
  headAt: (seq: number) => Hash | undefined;
}>;

export class OwnLane {
  readonly #deps: OwnLaneDeps;
  #known: Uint8Array | undefined;

  constructor(deps: OwnLaneDeps) {
    this.#deps = deps;
  }

  /** @throws ClientError | ledger.* */
  async isKnown(last: LastLeaf | undefined): Promise<boolean> {
    if (last === undefined) return true;
    if (this.#known !== undefined && equalBytes(this.#known, last.hash)) return true;
    await this.#deps.syncLedger();
    const { leaf: leafText, salt, seq } = await this.#deps.session.call("readLane", {});
    if (leafText === undefined || salt === undefined || seq === undefined) return false;
    const bytes = decodeBase64url(leafText);
    const leaf = parseLaneLeaf(bytes);
    const head = this.#deps.headAt(seq);
    // A newer one than the tree holds: asked again in a moment, when the tree holds it.
    if (typeof leaf === "string" || head === undefined || !equalBytes(laneLeafHash(bytes), last.hash)) return false;
    if (!equalBytes(laneHeadCommitment(decodeBase64url(salt), seq, head), leaf.commitment)) return false;
    this.#known = last.hash;
    return true;
  }
}
