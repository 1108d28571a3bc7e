// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file What happened: every signed step of the household, by day, newest first. */
import { SegmentedControl, Skeleton } from "@mantine/core";
import { useState, type ReactElement } from "react";
import { PageHeader } from "@nightlatch/ui-kit/PageHeader";
import { ProblemNote } from "@nightlatch/ui-kit/ProblemNote";
import { clockTime, dayName, startOfDay } from "@nightlatch/ui-kit/time-words";
import { useNow } from "@nightlatch/ui-kit/use-now";
import type { HistoryItem } from "../../vault-client/vault-api.ts";
import { useAnswer } from "@nightlatch/ui-kit/use-answer";
import { useVaultView } from "../../vault-view/vault-view.ts";
import { useNames } from "../household/use-names.ts";
import { Alarms } from "./Alarms.tsx";
import { historySentence } from "./history-words.ts";
import "./history.css";
import { LogBadge } from "./LogBadge.tsx";

type Filter = "all" | "people" | "rest";
const PEOPLE_KINDS: ReadonlySet<string> = new Set(["added", "widened", "reduced", "left", "founded"]);

export function HistoryScreen(): ReactElement {
  const history = useAnswer(useVaultView().history);
  const [filter, setFilter] = useState<Filter>("all");
  return (
    <div className="narrow">
      <PageHeader
        title="What happened"
        lead="Every step is signed by the device that took it. Nobody can change or hide one."
        back={{ to: "/household", label: "Household" }}
      />
      <section className="section" aria-label="How well it is checked">
        <LogBadge />
      </section>
      <Alarms />
      <SegmentedControl
        className="history-filter"
        aria-label="Show"
        value={filter}
        onChange={(next) => setFilter(next === "people" || next === "rest" ? next : "all")}
        data={[
          { value: "all", label: "Everything" },
          { value: "people", label: "People" },
          { value: "rest", label: "Keys and rules" },
        ]}
        radius="xl"
        size="md"
        fullWidth
      />
      {history.kind === "waiting" && <Skeleton height={260} radius="lg" />}
      {history.kind === "failed" && <ProblemNote problem={history.problem} title="The history could not be read" />}
      {history.kind === "here" && <Days items={history.value.filter((item) => isShown(item, filter))} />}
    </div>
  );
}

function Days({ items }: Readonly<{ items: readonly HistoryItem[] }>): ReactElement {
  const nowMs = useNow(60_000);
  if (items.length === 0) return <p className="card row dim">Nothing of this kind yet.</p>;
  return (
    <>
      {[...Map.groupBy(items, ({ atMs }) => startOfDay(atMs))].map(([day, ofDay]) => (
        <section className="section" key={day} aria-labelledby={`day-${day}`}>
          <div className="section-head">
            <h2 className="section-title" id={`day-${day}`}>
              {dayName(day, nowMs)}
            </h2>
          </div>
          <ol className="rows card">
            {ofDay.map((item) => (
              <li key={item.seq}>
                <HistoryRow item={item} />
              </li>
            ))}
          </ol>
        </section>
      ))}
    </>
  );
}

function HistoryRow({ item }: Readonly<{ item: HistoryItem }>): ReactElement {
  const { title, note } = historySentence(item, useNames());
  return (
    <div className="row">
      <div className="row-words">
        <p className="row-title">{title}</p>
        {note !== undefined && <p className="row-note">{note}</p>}
        {item.isProposal && <p className="row-note">Only asked for: this alone changes nothing.</p>}
        {!item.isProved && <p className="row-note history-unproved">Not yet seen by your hub</p>}
      </div>
      <time className="history-time numbers" dateTime={new Date(item.atMs).toISOString()}>
        {clockTime(item.atMs)}
      </time>
    </div>
  );
}

function isShown({ act }: HistoryItem, filter: Filter): boolean {
  const { kind } = act.kind === "confirmed" || act.kind === "cancelled" ? act.proposal : act;
  return filter === "all" || PEOPLE_KINDS.has(kind) === (filter === "people");
}
