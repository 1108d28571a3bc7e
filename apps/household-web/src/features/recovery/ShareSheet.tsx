// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file One part of the paper key as a sheet: to scan, to read, and what it is good for. Printing shows it alone. */
import type { ReactElement } from "react";
import { LogoMark } from "@nightlatch/ui-kit/LogoMark";
import { QrCode } from "@nightlatch/ui-kit/QrCode";
import { calendarDay } from "@nightlatch/ui-kit/time-words";
import "../paper-key/paper-key.css";
import "./recovery.css";
import { groupsOf } from "./share-text.ts";

export type ShareSheetProps = Readonly<{ share: string; place: 1 | 2 | 3; householdName: string; madeAtMs: number }>;

export function ShareSheet({ share, place, householdName, madeAtMs }: ShareSheetProps): ReactElement {
  return (
    <section className="paper-sheet" aria-label={`Part ${place} of 3`}>
      <header className="paper-sheet-head">
        <LogoMark size={22} />
        <span>
          <span className="print-only">Nightlatch paper key: </span>
          {householdName}, part {place} of 3
        </span>
        <span className="paper-sheet-date">{calendarDay(madeAtMs)}</span>
      </header>
      <div className="share-body">
        <QrCode content={share} label="Square code of this part" />
        <p className="share-letters">
          {groupsOf(share).map((group, at) => (
            <span key={at}>{group} </span>
          ))}
        </p>
      </div>
      <p className="share-foot">
        Two of the three parts open the recordings. This one alone opens nothing. To use it: open {location.host},
        choose “Use the paper key”, then “Two parts”.
      </p>
    </section>
  );
}
