// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file The three parts by their keepers, when they were made, and whether they still work. */
import { IconDeviceMobile, IconFileText, IconUsers, type Icon } from "@tabler/icons-react";
import type { ReactElement } from "react";
import { calendarDay } from "@nightlatch/ui-kit/time-words";
import type { SplitView } from "../../vault-client/vault-api.ts";
import { listWords } from "../household/access-words.ts";
import { deviceLabel, personLabel } from "../household/device-words.ts";

export type WhoKeepsWhatProps = Readonly<{
  split: SplitView;
  /** Made earlier from the same paper key. */
  older: readonly SplitView[];
}>;

export function WhoKeepsWhat({ split, older }: WhoKeepsWhatProps): ReactElement {
  const { by, keeper, madeAtMs, state } = split;
  const isDead = state === "paper-replaced";
  const day = calendarDay(madeAtMs);
  return (
    <section className="section" aria-labelledby="who-keeps-what">
      <div className="section-head">
        <h2 className="section-title" id="who-keeps-what">
          Who keeps what
        </h2>
      </div>
      {isDead && (
        <p className="banner" role="status">
          These parts are of an older paper key. They open nothing any more. Make new ones.
        </p>
      )}
      {state === "keeper-out" && (
        <p className="banner" role="status">
          {keeper.name} is out of your household. The paper and the relative’s part still work together. Make new parts.
        </p>
      )}
      <ul className="rows card">
        <Keeper Picture={IconFileText} title="At home, on paper" note={`Part 1, dated ${day}`} />
        <Keeper Picture={IconUsers} title="With a relative" note={`Part 2, dated ${day}`} />
        <Keeper
          Picture={IconDeviceMobile}
          title={`On ${deviceLabel(keeper)}`}
          note={state === "keeper-out" ? "Part 3, out of reach" : "Part 3, shown there under Household"}
        />
      </ul>
      <p className="section-note recovery-made">
        Made by {personLabel(by)} on {day}.
        {older.length > 0 &&
          ` Earlier parts still work among themselves: ${listWords(older.map(({ madeAtMs: atMs, keeper: old }) => `of ${calendarDay(atMs)} with ${deviceLabel(old)}`))}.`}
      </p>
    </section>
  );
}

type KeeperProps = Readonly<{ Picture: Icon; title: string; note: string }>;

function Keeper({ Picture, title, note }: KeeperProps): ReactElement {
  return (
    <li className="row">
      <span className="row-icon row-icon-brass">
        <Picture size={22} stroke={1.7} aria-hidden="true" />
      </span>
      <div className="row-words">
        <p className="row-title">{title}</p>
        <p className="row-note">{note}</p>
      </div>
    </li>
  );
}
