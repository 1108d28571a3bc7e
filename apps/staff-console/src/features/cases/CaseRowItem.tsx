// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file One row of the list of cases. */
import { IconEye } from "@tabler/icons-react";
import type { ReactElement } from "react";
import type { CaseRow } from "../../vault-client/vault-api.ts";
import { agoWords, turnWords } from "./case-words.ts";

export type CaseRowItemProps = Readonly<{
  id: string;
  row: CaseRow;
  nowMs: number;
  top: number;
  height: number;
  place: Readonly<{ at: number; of: number }>;
  isMarked: boolean;
  isOpen: boolean;
  onOpen: () => void;
}>;

export function CaseRowItem(props: CaseRowItemProps): ReactElement {
  const { row, place } = props;
  return (
    <div
      id={props.id}
      role="option"
      aria-selected={props.isMarked}
      aria-posinset={place.at}
      aria-setsize={place.of}
      className={`case-row${props.isMarked ? " case-row-marked" : ""}${props.isOpen ? " case-row-open" : ""}`}
      style={{ height: props.height, translate: `0 ${props.top}px` }}
      onClick={props.onOpen}
    >
      <span className={`case-dot case-dot-${row.turn}`} aria-hidden="true" />
      <span className="case-row-words">
        <span className="case-row-title">{row.title === "" ? "Not opened yet" : row.title}</span>
        <span className="case-row-preview">{row.preview}</span>
      </span>
      <span className="case-row-aside">
        <span className="numbers">{agoWords(row.changedAtMs, props.nowMs)}</span>
        <span className="case-row-turn">
          {row.hasRequest && <IconEye size={14} aria-hidden="true" />}
          {turnWords(row.turn)}
        </span>
      </span>
    </div>
  );
}
