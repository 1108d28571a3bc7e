// SPDX-License-Identifier: AGPL-3.0-or-later
/**
 * @file One exported file in the making: the clips' own bytes, behind them the tables for players and, if the hub signed
 * for all of it, the proof (protocol §14). Collects a Blob: browsers move big ones to disk, an array would not fit.
 */
import { equalBytes } from "@nightlatch/bytes";
import { MovieLayout } from "@nightlatch/media/movie";
import { ExportWriter, type LogRecord } from "@nightlatch/protocol/export";
import type { ExportedFile, StartsAnew } from "../../vault-client/vault-api.ts";
import type { ClipStretch } from "./clip-stretch.ts";

/** What a proof takes of the household. */
export type ProvingHousehold = Readonly<{
  /** Its whole history. */
  entries: readonly Uint8Array[];
  /** Items of the camera's diary from one number to another. */
  diaryBetween: (fromN: number, toN: number) => readonly Uint8Array[];
  record: LogRecord | undefined;
}>;

const TYPE = "video/mp4";
const MAX_FILE_BYTES = 2 ** 30;
const MAX_FILE_MS = 8 * 60 * 60 * 1000;

export class ExportFile {
  readonly #why: StartsAnew | undefined;
  readonly #first: ClipStretch;
  #last: ClipStretch;
  readonly #writer: ExportWriter | undefined;
  readonly #layout: MovieLayout | undefined;
  readonly #media: Blob[] = [];
  #shownMs = 0;

  /** `why`: why it is not one file with the one before. @throws media.* */
  constructor(first: ClipStretch, why: StartsAnew | undefined) {
    this.#why = why;
    this.#first = first;
    this.#last = first;
    if (first.proof === undefined) this.#layout = new MovieLayout(first.init);
    else this.#writer = new ExportWriter(first.init);
    this.add(first);
  }

  /** Why this clip needs a file of its own; undefined when it does not. */
  whyNot(next: ClipStretch): StartsAnew | undefined {
    if ((next.proof === undefined) !== (this.#first.proof === undefined)) return "unsigned";
    const [hub, nextHub] = [this.#first, next].map(({ proof }) => proof?.provenance.hub);
    if (hub !== undefined && nextHub !== undefined && !equalBytes(hub, nextHub)) return "hub";
    if (!equalBytes(next.init, this.#first.init)) return "format";
    const hasPlace = next.proof === undefined || this.#writer?.canHold(next.proof.exported) === true;
    const isLong = this.#shownMs + next.toMs - next.fromMs > MAX_FILE_MS;
    const sizeBytes = (this.#writer ?? this.#layout)?.sizeBytes ?? 0;
    return hasPlace && !isLong && sizeBytes + sizeOf(next) <= MAX_FILE_BYTES ? undefined : "size";
  }

  /** @throws media.bad_box */
  add(next: ClipStretch): void {
    const { init, fragments, proof } = next;
    this.#layout?.addClip(init, fragments);
    if (proof !== undefined) this.#writer?.add(proof.exported);
    this.#media.push(new Blob([init, ...fragments].map((bytes) => Uint8Array.from(bytes))));
    this.#last = next;
    this.#shownMs += next.toMs - next.fromMs;
  }

  finish({ entries, diaryBetween, record: log }: ProvingHousehold): ExportedFile {
    const [from, to] = [this.#first.proof?.provenance.n ?? 0, this.#last.proof?.provenance.n ?? 0];
    const frame = this.#writer?.finish({ entries, diary: diaryBetween(from, to), log }) ?? this.#layout?.finish();
    const [head, tail] = [frame?.head ?? new Uint8Array(), frame?.tail ?? new Uint8Array()];
    const isProven = this.#writer !== undefined;
    return {
      video: new Blob([Uint8Array.from(head), ...this.#media, Uint8Array.from(tail)], { type: TYPE }),
      fromMs: this.#first.fromMs,
      toMs: this.#last.toMs,
      isProven,
      isPublic: isProven && log !== undefined,
      ...(this.#why === undefined ? {} : { startsAnew: this.#why }),
    };
  }
}

function sizeOf({ init, fragments }: ClipStretch): number {
  return fragments.reduce((sum, { length }) => sum + length, init.length);
}
