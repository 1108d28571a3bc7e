// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file What a stranger can conclude from an evidence file. */
import type { Evidence } from "./evidence.ts";

export type EvidenceVerdict =
  | Readonly<{
      /** The bytes in the file must be refused with this code, whoever shows them. */
      kind: "proves";
      code: string;
      sentence: string;
      /** Whose signature stands under the offence; empty when anyone could have written it. */
      signedBy: readonly string[];
    }>
  /** Everything in the file is genuine, and what it tells can have happened; the bytes alone cannot show that it did. */
  | Readonly<{ kind: "consistent"; why: string }>
  /** The file does not bear out what it says. */
  | Readonly<{ kind: "refuted"; why: string }>;

export function proves({ code }: Evidence, sentence: string, signedBy: readonly string[]): EvidenceVerdict {
  return { kind: "proves", code, sentence, signedBy };
}

/** Judged anew, the code is another one, or there is nothing to refuse. */
export function judgedOtherwise({ code }: Evidence, judged: string | undefined): EvidenceVerdict {
  const found = judged === undefined ? "nothing is wrong with it" : `it is refused as ${judged}`;
  return { kind: "refuted", why: `The file says ${code}, but ${found}.` };
}
