// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file Reads what an evidence file holds, and says what is missing. The file is attacker-controlled. */
import { ByteReader, decodeUtf8 } from "@nightlatch/bytes";
import { invariant } from "@nightlatch/errors";
import { parsePolicy, type Policy } from "@nightlatch/transparency/policy";
import {
  formatVkey,
  openCheckpoint,
  parseTlogProof,
  verifyInclusion,
  type Checkpoint,
} from "@nightlatch/transparency/verify";
import { ProtocolError } from "../errors.ts";
import { applyEntry, ledgerHeadOf, type LedgerState } from "../wire/index.ts";
import { effectivePolicy } from "./effective-policy.ts";
import type { Evidence } from "./evidence.ts";
import type { OwnLedger } from "./log-answer.ts";

/** A leaf whose inclusion holds under a checkpoint that the log signed. */
export type ProvenLeaf = Readonly<{ leaf: Uint8Array; index: number; file: Uint8Array; checkpoint: Checkpoint }>;

/** Whose policy it was, and the keys of the logs in it: what a stranger has to compare. */
export type PolicyUsed = Readonly<{ from: "file" | "judge"; logKeys: readonly string[] }>;

/** Every reader throws protocol.malformed for what the file lacks, or the code of what does not hold. */
export class EvidenceReader {
  readonly #evidence: Evidence;
  readonly #trusted: Policy | undefined;
  #ledger: OwnLedger | undefined;
  #used: PolicyUsed | undefined;

  /** @param trusted whom the judge believes about logs, where the file's own word for it shall not do */
  constructor(evidence: Evidence, trusted?: Policy) {
    this.#evidence = evidence;
    this.#trusted = trusted;
  }

  /** By which policy it was judged; undefined as long as none was asked for. */
  get policyUsed(): PolicyUsed | undefined {
    return this.#used;
  }

  all(name: string): readonly Uint8Array[] {
    return this.#evidence.items.filter((item) => item.name === name).map(({ bytes }) => bytes);
  }

  find(name: string): Uint8Array | undefined {
    const [first, ...more] = this.all(name);
    if (more.length > 0) throw new ProtocolError("protocol.malformed", `more than one item "${name}" in the evidence`);
    return first;
  }

  read(name: string): Uint8Array {
    const bytes = this.find(name);
    if (bytes === undefined) throw new ProtocolError("protocol.malformed", `no item "${name}" in the evidence`);
    return bytes;
  }

  /**
   * The judge's own: then neither the file's log keys count nor its household's hubs, all of which its maker may have
   * made. Else the file's; with a history in it, that of its household, hubs included.
   */
  policy(): Policy {
    const policy = this.#trusted ?? this.#filePolicy();
    const logKeys = policy.logs.map(({ key }) => formatVkey(key));
    this.#used = { from: this.#trusted === undefined ? "file" : "judge", logKeys };
    return policy;
  }

  #filePolicy(): Policy {
    const own = this.hasHistory() ? this.ledger().state : undefined;
    const policy = own && effectivePolicy(own, own.seq);
    return policy ?? parsePolicy(decodeUtf8(this.read("policy")));
  }

  hasHistory(): boolean {
    return this.all("entry").length > 0;
  }

  uint32(name: string): number {
    const reader = new ByteReader(this.read(name));
    const value = reader.u32();
    reader.end();
    return value;
  }

  /** The household's history, judged anew from its first entry. */
  ledger(): OwnLedger {
    this.#ledger ??= ledgerOf(this.all("entry"));
    return this.#ledger;
  }

  /** The leaves in the file's proofs, each included in a checkpoint of the policy's log. */
  leaves(policy: Policy): readonly ProvenLeaf[] {
    const logKeys = policy.logs.map(({ key }) => key);
    return this.all("proof").map((file) => {
      const { extra: leaf, index, hashes, checkpoint: note } = parseTlogProof(file);
      if (leaf === undefined) throw new ProtocolError("protocol.malformed", "a proof in the evidence holds its leaf");
      const { checkpoint } = openCheckpoint(note, logKeys);
      verifyInclusion(leaf, index, hashes, checkpoint);
      return { leaf, index, file, checkpoint };
    });
  }
}

function ledgerOf(entries: readonly Uint8Array[]): OwnLedger {
  return {
    state: replay(entries),
    entries: () => entries,
    headAt: (seq) => headOf(entries[seq]),
    signedHere: () => false,
  };
}

/** @throws protocol.malformed when the history itself is none */
export function replay(entries: readonly Uint8Array[]): LedgerState {
  let state: LedgerState | undefined;
  for (const entry of entries) {
    const verdict = applyEntry(state, entry);
    if (verdict.kind === "refused") {
      throw new ProtocolError("protocol.malformed", `the history in the evidence is refused itself: ${verdict.code}`);
    }
    state = verdict.state;
  }
  if (state === undefined) throw new ProtocolError("protocol.malformed", "no history in the evidence");
  invariant(state.seq === entries.length - 1, "every entry has the next number");
  return state;
}

function headOf(entry: Uint8Array | undefined): ReturnType<OwnLedger["headAt"]> {
  return entry === undefined ? undefined : ledgerHeadOf(entry);
}
