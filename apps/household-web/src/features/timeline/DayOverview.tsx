// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file The whole day in one thin line: what was recorded, and where the strip above stands. For the pointer only; the strip does the same by keyboard. */
import type { PointerEvent, ReactElement } from "react";
import { clockTime } from "@nightlatch/ui-kit/time-words";
import type { Span } from "./recorded-spans.ts";
import { zoomSpanMs } from "./scale.ts";
import type { Day } from "./use-day.ts";
import "./day-overview.css";

export type DayOverviewProps = Readonly<{
  day: Day;
  spans: readonly Span[];
  nowMs: number;
  atMs: number;
  zoom: number;
  onSeek: (atMs: number) => void;
}>;

export function DayOverview({ day, spans, nowMs, atMs, zoom, onSeek }: DayOverviewProps): ReactElement {
  const { dayStartMs, dayEndMs } = day;
  const dayMs = dayEndMs - dayStartMs;
  const place = (span: Span): { left: string; width: string } => {
    const fromMs = Math.max(span.fromMs, dayStartMs);
    const toMs = Math.min(span.toMs, dayEndMs);
    return { left: percent((fromMs - dayStartMs) / dayMs), width: percent(Math.max(0, toMs - fromMs) / dayMs) };
  };
  const seekTo = (event: PointerEvent<HTMLDivElement>): void => {
    const box = event.currentTarget.getBoundingClientRect();
    onSeek(dayStartMs + ((event.clientX - box.left) / box.width) * dayMs);
  };
  const half = zoomSpanMs(zoom) / 2;
  return (
    <div className="day-overview" aria-hidden="true" onPointerDown={seekTo}>
      <div className="day-overview-line">
        {spans
          .filter(({ fromMs, toMs }) => toMs > dayStartMs && fromMs < dayEndMs)
          .map((span) => (
            <span key={span.fromMs} className="day-overview-recorded" style={place(span)} />
          ))}
        {nowMs < dayEndMs && <span className="day-overview-future" style={place({ fromMs: nowMs, toMs: dayEndMs })} />}
        <span className="day-overview-window" style={place({ fromMs: atMs - half, toMs: atMs + half })} />
        <span className="day-overview-at" style={{ left: percent((atMs - dayStartMs) / dayMs) }} />
      </div>
      <div className="day-overview-hours numbers">
        {QUARTERS.map((quarter) => (
          <span key={quarter}>{clockTime(dayStartMs + quarter * dayMs)}</span>
        ))}
      </div>
    </div>
  );
}

function percent(fraction: number): string {
  return `${fraction * 100}%`;
}

const QUARTERS = [0, 0.25, 0.5, 0.75, 1] as const;
