// SPDX-License-Identifier: AGPL-3.0-or-later
/**
 * @file One witness, wherever it is: asks it to cosign a checkpoint (c2sp.org/tlog-witness) and believes only a
 * signature that verifies. Owns what the witness last said it had seen, and how often it failed.
 */
import { decodeUtf8 } from "@nightlatch/bytes";
import {
  openCheckpoint,
  parseSignatureLines,
  verifySignatures,
  formatSignatureLines,
  type VerifierKey,
} from "@nightlatch/transparency/verify";
import { formatAddCheckpoint } from "@nightlatch/transparency/witness";
import type { Round } from "./round.ts";

export type WitnessAnswer = Readonly<{ status: number; body: Uint8Array }>;
/** The way to a witness. Rejects when there was no answer. */
export type AskWitness = (body: Uint8Array) => Promise<WitnessAnswer>;
/** "failed": no answer, or not what a witness answers; to be left alone for `pauseMs`, longer each time. */
export type Cosigned = Readonly<
  { kind: "cosigned"; lines: Uint8Array } | { kind: "failed"; cause: unknown; pauseMs: number }
>;

const OK = 200;
const CONFLICT = 409;
const FIRST_PAUSE_MS = 1000;
const LONGEST_PAUSE_MS = 5 * 60_000;

export class WitnessPeer {
  readonly keys: readonly VerifierKey[];
  readonly #ask: AskWitness;
  /** Size of the largest checkpoint that it cosigned, as far as we know. */
  #knownSize = 0;
  #pauseMs = FIRST_PAUSE_MS;

  constructor(keys: readonly VerifierKey[], ask: AskWitness) {
    this.keys = keys;
    this.#ask = ask;
  }

  /** One question at a time. */
  async cosign(round: Round): Promise<Cosigned> {
    try {
      const lines = await this.#linesOf(round);
      this.#pauseMs = FIRST_PAUSE_MS;
      return { kind: "cosigned", lines };
    } catch (cause) {
      const pauseMs = this.#pauseMs;
      this.#pauseMs = Math.min(pauseMs * 2, LONGEST_PAUSE_MS);
      return { kind: "failed", cause, pauseMs };
    }
  }

  async #linesOf(round: Round): Promise<Uint8Array> {
    const first = await this.#request(round);
    if (first.status !== CONFLICT) return this.#believed(round, first);
    // It has seen another size than we thought, and says which.
    const size = sizeIn(first.body);
    if (size > round.head.size) throw new WitnessRefusal("the witness says that it saw a larger log");
    this.#knownSize = size;
    return this.#believed(round, await this.#request(round));
  }

  async #request(round: Round): Promise<WitnessAnswer> {
    const oldSize = Math.min(this.#knownSize, round.head.size);
    const proof = await round.consistencyFrom(oldSize);
    return this.#ask(formatAddCheckpoint({ oldSize, proof, checkpoint: round.note }));
  }

  /** Only lines of this witness, which hold: a false one would spoil the note for whoever trusts its name. */
  #believed(round: Round, { status, body }: WitnessAnswer): Uint8Array {
    if (status !== OK) throw new WitnessRefusal(`the witness answers ${String(status)}`);
    const signatures = parseSignatureLines(decodeUtf8(body)).filter((line) =>
      this.keys.some(({ name, keyId }) => name === line.name && keyId === line.keyId),
    );
    const { checkpoint, note } = openCheckpoint(round.note, round.logKeys);
    if (verifySignatures({ ...note, signatures }, checkpoint, this.keys).length === 0) {
      throw new WitnessRefusal("the witness answers without a signature of its own");
    }
    this.#knownSize = round.head.size;
    return formatSignatureLines(signatures);
  }
}

function sizeIn(body: Uint8Array): number {
  const text = decodeUtf8(body);
  if (!/^(?:0|[1-9]\d{0,15})\n$/u.test(text)) throw new WitnessRefusal("the witness names no size");
  return Number(text);
}

/** Nothing that a client is told: whoever asks for a proof sees which lines are there. */
class WitnessRefusal extends Error {}
