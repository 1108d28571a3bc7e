// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file Evidence of each kind, from what the device had in its hands. judge-*.ts read the same names back. */
import { concatBytes, encodeUtf8 } from "@nightlatch/bytes";
import type { Hash, VerifyKey } from "@nightlatch/crypto/keys";
import { formatTlogProof } from "@nightlatch/transparency/verify";
import type { LaneId } from "../wire/index.ts";
import { encodeUint32 } from "../wire/uint32.ts";
import type { Evidence, EvidenceItem } from "./evidence.ts";
import type { ShownLeaf } from "./log-answer.ts";

type Occasion = Readonly<{ code: string; atMs: number; lane: LaneId }>;

/** An entry that the rules refuse after `entries`, or that stands where another one stands. */
export function ledgerEvidence(
  made: Occasion & Readonly<{ entries: readonly Uint8Array[]; offending: Uint8Array }>,
): Evidence {
  return evidence("ledger", made, [...all("entry", made.entries), item("offending", made.offending)]);
}

/** Two checkpoints that do not belong to one growing log, or a leaf that is not where the server says. */
export function logEvidence(
  made: Occasion &
    Readonly<{
      policy: string;
      older: Uint8Array;
      newer: Uint8Array;
      consistency: readonly Hash[];
      leaf?: ShownLeaf;
      /** The household's history, whose hubs' cosignatures tell which checkpoint came later. */
      entries?: readonly Uint8Array[];
    }>,
): Evidence {
  const { policy, older, newer, consistency, leaf, entries } = made;
  const shown = leaf && { extra: leaf.leaf, index: leaf.index, hashes: leaf.inclusion, checkpoint: newer };
  return evidence("log", made, [
    item("policy", encodeUtf8(policy)),
    item("older", older),
    item("newer", newer),
    item("consistency", concatBytes(...consistency)),
    ...(shown === undefined ? [] : [item("proof", formatTlogProof(shown))]),
    ...all("entry", entries ?? []),
  ]);
}

/** One or two leaves that the log holds: .tlog-proof files with the leaf in them, in the order of their slots. */
export function laneEvidence(
  made: Occasion &
    Readonly<{
      policy: string;
      proofs: readonly Uint8Array[];
      /** Of the last leaf, and the household's own ledger; absent when a stranger's lane is at fault. */
      opened?: Readonly<{ salt: Uint8Array; seq: number }>;
      entries?: readonly Uint8Array[];
    }>,
): Evidence {
  const { policy, proofs, opened, entries } = made;
  return evidence("lane", made, [
    item("policy", encodeUtf8(policy)),
    ...all("proof", proofs),
    ...(opened === undefined ? [] : [item("salt", opened.salt), item("seq", encodeUint32(opened.seq))]),
    ...all("entry", entries ?? []),
  ]);
}

/** What was refused of a clip: its opening, its manifest, or its sealed frames from the first to the last. */
export function clipEvidence(
  made: Occasion &
    Readonly<{
      entries: readonly Uint8Array[];
      opening?: Uint8Array;
      manifest?: Uint8Array;
      frames?: readonly Uint8Array[];
    }>,
): Evidence {
  const { entries, opening, manifest, frames } = made;
  return evidence("clip", made, [
    ...all("entry", entries),
    ...all("opening", opening === undefined ? [] : [opening]),
    ...all("manifest", manifest === undefined ? [] : [manifest]),
    ...all("frame", frames ?? []),
  ]);
}

/** A file of the app that is not the one that the logged release names. Without `served`: it was not there. */
export function releaseEvidence(
  made: Omit<Occasion, "lane"> &
    Readonly<{
      policy: string;
      laneKey: VerifyKey;
      manifest: Uint8Array;
      /** Of the release's leaf, which is in it. */
      proof: Uint8Array;
      path: string;
      served?: Uint8Array;
    }>,
): Evidence {
  const { policy, laneKey, manifest, proof, path, served } = made;
  return evidence("release", { ...made, lane: NO_LANE }, [
    item("policy", encodeUtf8(policy)),
    item("lane key", laneKey),
    item("manifest", manifest),
    item("proof", proof),
    item("path", encodeUtf8(path)),
    ...all("served", served === undefined ? [] : [served]),
  ]);
}

const NO_LANE = new Uint8Array(16) as Uint8Array as LaneId;

function evidence(kind: Evidence["kind"], { code, atMs, lane }: Occasion, items: readonly EvidenceItem[]): Evidence {
  return { kind, code, atMs, lane, items };
}

function item(name: string, bytes: Uint8Array): EvidenceItem {
  return { name, bytes };
}

function all(name: string, each: readonly Uint8Array[]): readonly EvidenceItem[] {
  return each.map((bytes) => item(name, bytes));
}
