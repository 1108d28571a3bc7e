// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file What lies on the strip: hours, small pictures, what was recorded, what is missing and why, the future. */
import { memo, type CSSProperties, type ReactElement } from "react";
import { clockTime, exactTime, startOfDay } from "@nightlatch/ui-kit/time-words";
import type { ClipView, Timeline } from "../../vault-client/vault-api.ts";
import { useThumbnail } from "../../vault-view/use-thumbnail.ts";
import { GAP_WORDS } from "./gap-words.ts";
import { pictureSlots } from "./picture-slots.ts";
import { isPlayable, recordedSpans, type Span } from "./recorded-spans.ts";
import { pictureSpanMs, tickTimes } from "./scale.ts";

export type ScrubberFilmProps = Readonly<{
  timeline: Timeline;
  nowMs: number;
  atMs: number;
  pxPerMs: number;
  widthPx: number;
}>;

export function ScrubberFilm({ timeline, nowMs, atMs, pxPerMs, widthPx }: ScrubberFilmProps): ReactElement {
  const originMs = startOfDay(atMs);
  const blockMs = widthPx / 2 / pxPerMs;
  // In whole blocks, so that the film is drawn anew only every half width and merely shifted in between.
  const block = Math.floor((atMs - originMs) / blockMs);
  const shiftPx = widthPx / 2 - (atMs - originMs) * pxPerMs;
  return (
    <div className="film" aria-hidden="true" style={{ transform: `translateX(${shiftPx}px)` }}>
      <Film
        timeline={timeline}
        nowMs={nowMs}
        originMs={originMs}
        fromMs={originMs + (block - 2) * blockMs}
        toMs={originMs + (block + 3) * blockMs}
        pxPerMs={pxPerMs}
      />
    </div>
  );
}

type FilmProps = Readonly<{
  timeline: Timeline;
  nowMs: number;
  originMs: number;
  fromMs: number;
  toMs: number;
  pxPerMs: number;
}>;

const Film = memo(function Film({ timeline, nowMs, originMs, fromMs, toMs, pxPerMs }: FilmProps): ReactElement {
  const place = (span: Span): CSSProperties => {
    const start = Math.max(span.fromMs, fromMs);
    const end = Math.min(span.toMs, toMs);
    return { left: (start - originMs) * pxPerMs, width: Math.max(0, end - start) * pxPerMs };
  };
  const isInside = (span: Span): boolean => span.toMs > fromMs && span.fromMs < toMs;
  const inside = timeline.clips.filter((clip) => clip.endMs > fromMs && clip.startMs < toMs);
  const playable = inside.filter(isPlayable);
  const ticks = tickTimes(fromMs, toMs, pxPerMs);
  const tickWords = (ticks[1] ?? 0) - (ticks[0] ?? 0) < MINUTE_MS ? exactTime : clockTime;
  return (
    <>
      {ticks.map((tickMs) => (
        <span key={tickMs} className="film-tick numbers" style={{ left: (tickMs - originMs) * pxPerMs }}>
          {tickWords(tickMs)}
        </span>
      ))}
      {pictureSlots(playable, fromMs, toMs, pictureSpanMs(pxPerMs)).map((slot) => (
        <Picture key={slot.fromMs} clip={slot.clip} style={place(slot)} />
      ))}
      {recordedSpans(playable).map((span) => (
        <span key={span.fromMs} className="film-recorded" style={place(span)} />
      ))}
      {timeline.gaps.filter(isInside).map((gap) => (
        <span key={gap.fromMs} className={`film-gap film-gap-${gap.reason}`} style={place(gap)}>
          {(gap.toMs - gap.fromMs) * pxPerMs > GAP_WORDS_PX && <span>{GAP_WORDS[gap.reason]}</span>}
        </span>
      ))}
      {inside
        .filter((clip) => !isPlayable(clip))
        .map((clip) => (
          <span key={clip.id} className="film-broken" style={place(spanOf(clip))} />
        ))}
      {nowMs < toMs && <span className="film-future" style={place({ fromMs: nowMs, toMs })} />}
    </>
  );
});

function Picture({ clip, style }: Readonly<{ clip: string; style: CSSProperties }>): ReactElement {
  const address = useThumbnail(clip);
  return (
    <span className="film-picture" style={style}>
      {address !== undefined && <img src={address} alt="" draggable={false} />}
    </span>
  );
}

function spanOf({ startMs, endMs }: ClipView): Span {
  return { fromMs: startMs, toMs: endMs };
}

const MINUTE_MS = 60_000;
const GAP_WORDS_PX = 120;
