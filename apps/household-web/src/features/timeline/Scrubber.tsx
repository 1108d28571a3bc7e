// SPDX-License-Identifier: AGPL-3.0-or-later
/**
 * @file The strip of time: it moves under a fixed playhead, like film under a gate. Drag it, tap a place, turn the
 * wheel or pinch to see more or less; to the keyboard and the screen reader it is one slider.
 */
import { useElementSize } from "@mantine/hooks";
import { useRef, type ReactElement } from "react";
import { dayName, exactTime } from "@nightlatch/ui-kit/time-words";
import type { Timeline } from "../../vault-client/vault-api.ts";
import { GAP_WORDS } from "./gap-words.ts";
import { RangeSelection } from "./RangeSelection.tsx";
import { findClipAt, type Span } from "./recorded-spans.ts";
import { zoomSpanMs } from "./scale.ts";
import { ScrubberFilm } from "./ScrubberFilm.tsx";
import { useGlide } from "./use-glide.ts";
import { useStripGestures } from "./use-strip-gestures.ts";
import "./scrubber.css";

export type ScrubberProps = Readonly<{
  cameraName: string;
  timeline: Timeline;
  isWaiting: boolean;
  isScrubbing: boolean;
  nowMs: number;
  atMs: number;
  zoom: number;
  onScrub: (atMs: number) => void;
  onSeek: (atMs: number) => void;
  onZoom: (zoom: number) => void;
  range: Span | undefined;
  limits: Span;
  onRange: (range: Span) => void;
}>;

export function Scrubber(props: ScrubberProps): ReactElement {
  const { timeline, isScrubbing, nowMs, atMs, zoom, range } = props;
  const { ref, width } = useElementSize<HTMLDivElement>();
  const pxPerMs = width / zoomSpanMs(zoom);
  const shownMs = useGlide(atMs, isScrubbing, LEAP_PX / pxPerMs);
  const grip = useRef<HTMLDivElement>(null);
  const handlers = useStripGestures(grip, { ...props, pxPerMs });
  return (
    <div className={props.isWaiting ? "scrubber scrubber-waiting" : "scrubber"} ref={ref}>
      {width > 0 && <ScrubberFilm timeline={timeline} nowMs={nowMs} atMs={shownMs} pxPerMs={pxPerMs} widthPx={width} />}
      <div
        className="scrubber-grip"
        ref={grip}
        {...handlers}
        role="slider"
        tabIndex={0}
        aria-label={`Time in the recordings of ${props.cameraName}`}
        aria-orientation="horizontal"
        aria-valuemin={0}
        aria-valuemax={Math.round(nowMs / 1000)}
        aria-valuenow={Math.round(atMs / 1000)}
        aria-valuetext={placeWords(timeline, atMs, nowMs)}
      />
      {range !== undefined && width > 0 && (
        <RangeSelection
          range={range}
          limits={props.limits}
          shownMs={shownMs}
          pxPerMs={pxPerMs}
          widthPx={width}
          onRange={props.onRange}
        />
      )}
      <div className="scrubber-head" aria-hidden="true" />
    </div>
  );
}

/** "Today 14:32:10, recorded". */
function placeWords({ clips, gaps }: Timeline, atMs: number, nowMs: number): string {
  const clip = findClipAt(clips, atMs);
  const gap = gaps.find(({ fromMs, toMs }) => fromMs <= atMs && atMs < toMs);
  const what = clip !== undefined ? "recorded" : gap !== undefined ? GAP_WORDS[gap.reason] : "nothing recorded";
  return `${dayName(atMs, nowMs)} ${exactTime(atMs)}, ${what}`;
}

/** Shorter ways are the playhead's own walking. */
const LEAP_PX = 18;
