// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file Which day, which time, how much of it: the line above the strip. */
import { ActionIcon } from "@mantine/core";
import { IconChevronLeft, IconChevronRight, IconZoomIn, IconZoomOut } from "@tabler/icons-react";
import type { ReactElement } from "react";
import { dayName, exactTime, spanWords, startOfDay } from "@nightlatch/ui-kit/time-words";
import { dayAndTimeOf, parseDayAndTime } from "./day-and-time.ts";
import { PickerField } from "./PickerField.tsx";
import { clampZoom, ZOOM_SPANS_MS, zoomSpanMs } from "./scale.ts";
import "./day-bar.css";

export type DayBarProps = Readonly<{
  nowMs: number;
  atMs: number;
  zoom: number;
  onMove: (atMs: number) => void;
  onZoom: (zoom: number) => void;
}>;

export function DayBar({ nowMs, atMs, zoom, onMove, onZoom }: DayBarProps): ReactElement {
  const shown = dayAndTimeOf(atMs);
  const isToday = startOfDay(atMs) === startOfDay(nowMs);
  const moveDays = (days: number): void => {
    const date = new Date(atMs);
    date.setDate(date.getDate() + days);
    onMove(date.getTime());
  };
  const moveTo = (day: string, time: string): void => {
    const parsedMs = parseDayAndTime(day, time);
    if (parsedMs !== undefined) onMove(parsedMs);
  };
  return (
    <div className="day-bar">
      <div className="day-bar-group">
        <ActionIcon
          size={40}
          radius="xl"
          variant="subtle"
          className="bar-button"
          aria-label="Day before"
          onClick={() => moveDays(-1)}
        >
          <IconChevronLeft size={20} aria-hidden="true" />
        </ActionIcon>
        <PickerField
          type="date"
          label="Day"
          value={shown.day}
          max={dayAndTimeOf(nowMs).day}
          onPick={(day) => moveTo(day, shown.time)}
        >
          {dayName(atMs, nowMs)}
        </PickerField>
        <ActionIcon
          size={40}
          radius="xl"
          variant="subtle"
          className="bar-button"
          aria-label="Day after"
          disabled={isToday}
          onClick={() => moveDays(1)}
        >
          <IconChevronRight size={20} aria-hidden="true" />
        </ActionIcon>
      </div>
      <PickerField type="time" label="Time" value={shown.time} onPick={(time) => moveTo(shown.day, time)}>
        <span className="numbers">{exactTime(atMs)}</span>
      </PickerField>
      <div className="day-bar-group day-bar-zoom">
        <ActionIcon
          size={40}
          radius="xl"
          variant="subtle"
          className="bar-button"
          aria-label="Show more time"
          disabled={zoom === 0}
          onClick={() => onZoom(clampZoom(zoom - 1))}
        >
          <IconZoomOut size={20} aria-hidden="true" />
        </ActionIcon>
        <span className="day-bar-span numbers">{spanWords(zoomSpanMs(zoom))}</span>
        <ActionIcon
          size={40}
          radius="xl"
          variant="subtle"
          className="bar-button"
          aria-label="Show less time"
          disabled={zoom === ZOOM_SPANS_MS.length - 1}
          onClick={() => onZoom(clampZoom(zoom + 1))}
        >
          <IconZoomIn size={20} aria-hidden="true" />
        </ActionIcon>
      </div>
    </div>
  );
}
