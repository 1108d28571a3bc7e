// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file Which pile of cases is listed. */
import type { ReactElement } from "react";
import { PILES, type Pile } from "./piles.ts";

export type PileChoiceProps = Readonly<{
  pile: Pile;
  counts: Readonly<Record<Pile, number>>;
  onChoose: (pile: Pile) => void;
}>;

export function PileChoice({ pile, counts, onChoose }: PileChoiceProps): ReactElement {
  return (
    <div className="piles" role="group" aria-label="Which cases">
      {PILES.map((one) => (
        <button key={one} type="button" className="pile" aria-pressed={one === pile} onClick={() => onChoose(one)}>
          {LABELS[one]} <span className="pile-count numbers">{counts[one].toLocaleString()}</span>
        </button>
      ))}
    </div>
  );
}

const LABELS: Readonly<Record<Pile, string>> = { staff: "To answer", waiting: "Waiting", closed: "Closed", all: "All" };
