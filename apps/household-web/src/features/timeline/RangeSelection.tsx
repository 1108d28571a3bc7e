// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file The stretch to be exported, on the strip: its two ends are handles for finger, mouse and keyboard. */
import { useRef, type KeyboardEvent, type PointerEvent, type ReactElement } from "react";
import { exactTime } from "@nightlatch/ui-kit/time-words";
import { moveEnd } from "./export-range.ts";
import type { Span } from "./recorded-spans.ts";

export type RangeSelectionProps = Readonly<{
  range: Span;
  limits: Span;
  shownMs: number;
  pxPerMs: number;
  widthPx: number;
  onRange: (range: Span) => void;
}>;

export function RangeSelection({
  range,
  limits,
  shownMs,
  pxPerMs,
  widthPx,
  onRange,
}: RangeSelectionProps): ReactElement {
  const xOf = (atMs: number): number => widthPx / 2 + (atMs - shownMs) * pxPerMs;
  return (
    <div className="range">
      <div
        className="range-inside"
        style={{ left: xOf(range.fromMs), width: (range.toMs - range.fromMs) * pxPerMs }}
        aria-hidden="true"
      />
      {ENDS.map(({ end, label }) => (
        <Handle
          key={end}
          label={label}
          className={`range-handle range-handle-${end}`}
          atMs={end === "from" ? range.fromMs : range.toMs}
          range={range}
          x={xOf(end === "from" ? range.fromMs : range.toMs)}
          pxPerMs={pxPerMs}
          onMove={(toMs) => onRange(moveEnd(range, end, toMs, limits))}
        />
      ))}
    </div>
  );
}

type HandleProps = Readonly<{
  label: string;
  className: string;
  atMs: number;
  range: Span;
  x: number;
  pxPerMs: number;
  onMove: (toMs: number) => void;
}>;

function Handle({ label, className, atMs, range, x, pxPerMs, onMove }: HandleProps): ReactElement {
  const held = useRef<Readonly<{ fromX: number; fromMs: number }>>(undefined);
  const onKeyDown = (event: KeyboardEvent): void => {
    const stepMs = event.shiftKey ? 10_000 : 1000;
    const direction = STEPS[event.key];
    if (direction === undefined) return;
    event.preventDefault();
    onMove(atMs + direction * stepMs);
  };
  const onPointerDown = (event: PointerEvent<HTMLDivElement>): void => {
    event.currentTarget.setPointerCapture(event.pointerId);
    held.current = { fromX: event.clientX, fromMs: atMs };
  };
  const onPointerMove = (event: PointerEvent<HTMLDivElement>): void => {
    if (held.current !== undefined) onMove(held.current.fromMs + (event.clientX - held.current.fromX) / pxPerMs);
  };
  const onPointerUp = (): void => {
    held.current = undefined;
  };
  return (
    <div
      className={className}
      style={{ left: x }}
      role="slider"
      tabIndex={0}
      aria-label={label}
      aria-valuemin={Math.round((range.toMs - 3_600_000) / 1000)}
      aria-valuemax={Math.round((range.fromMs + 3_600_000) / 1000)}
      aria-valuenow={Math.round(atMs / 1000)}
      aria-valuetext={exactTime(atMs)}
      onKeyDown={onKeyDown}
      onPointerDown={onPointerDown}
      onPointerMove={onPointerMove}
      onPointerUp={onPointerUp}
      onPointerCancel={onPointerUp}
    />
  );
}

const ENDS = [
  { end: "from", label: "Start of the video" },
  { end: "to", label: "End of the video" },
] as const;
const STEPS: Readonly<Partial<Record<string, 1 | -1>>> = { ArrowLeft: -1, ArrowDown: -1, ArrowRight: 1, ArrowUp: 1 };
