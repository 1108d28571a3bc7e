// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file One camera's recordings: player on top, the strip of time under it, export beside. Owns where one is. */
import { useState, type KeyboardEvent, type ReactElement } from "react";
import { ProblemNote } from "@nightlatch/ui-kit/ProblemNote";
import type { CameraView, GapView } from "../../vault-client/vault-api.ts";
import { DayBar } from "./DayBar.tsx";
import { DayOverview } from "./DayOverview.tsx";
import { ExportPanel } from "./ExportPanel.tsx";
import { startRange } from "./export-range.ts";
import { PlaybackBar } from "./PlaybackBar.tsx";
import { PlaybackStage } from "./PlaybackStage.tsx";
import { neighbourStart, recordedSpans, type Span } from "./recorded-spans.ts";
import { clampZoom, EXPORT_ZOOM, startZoom } from "./scale.ts";
import { scrubKey } from "./scrub-keys.ts";
import { Scrubber } from "./Scrubber.tsx";
import { SkippedGap } from "./SkippedGap.tsx";
import { useNow } from "@nightlatch/ui-kit/use-now";
import { usePlaybackAt } from "./use-playback-at.ts";

export type CameraTimelineProps = Readonly<{ camera: CameraView; startMs: number | undefined }>;

export function CameraTimeline({ camera, startMs }: CameraTimelineProps): ReactElement {
  const nowMs = useNow(5000);
  const [chosenZoom, setZoom] = useState<number>();
  const [range, setRange] = useState<Span>();
  const [skipped, setSkipped] = useState<GapView>();
  const playback = usePlaybackAt(camera.id, startMs ?? nowMs);
  const { day } = playback;
  const spans = recordedSpans(day.timeline.clips);
  const zoom = chosenZoom ?? startZoom(spans.reduce((sum, { fromMs, toMs }) => sum + toMs - fromMs, 0));
  const limits = { fromMs: 0, toMs: nowMs };

  const moveTo = (atMs: number): void => {
    setSkipped(day.timeline.gaps.find(({ fromMs, toMs }) => fromMs <= atMs && atMs < toMs));
    playback.seek(Math.min(atMs, nowMs));
  };
  const toNeighbour = (direction: 1 | -1): void => {
    const neighbourMs = neighbourStart(spans, playback.playheadMs, direction);
    if (neighbourMs !== undefined) moveTo(neighbourMs);
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    const key = scrubKey(event.key, event.shiftKey);
    if (key === undefined || event.ctrlKey || event.metaKey || event.altKey || hasOwnKeys(event)) return;
    event.preventDefault();
    if (key.kind === "move") moveTo(playback.playheadMs + key.byMs);
    if (key.kind === "neighbour") toNeighbour(key.direction);
    if (key.kind === "zoom") setZoom(clampZoom(zoom + key.by));
    if (key.kind === "toggle-play") playback.togglePlay();
  };
  return (
    <div className="camera-timeline" onKeyDown={onKeyDown}>
      <PlaybackStage camera={camera} playback={playback} nowMs={nowMs} />
      <div className="timeline-panel card">
        <PlaybackBar
          camera={camera}
          playback={playback}
          onMove={moveTo}
          onNeighbour={toNeighbour}
          isExporting={range !== undefined}
          onExport={() => {
            setRange(startRange(playback.playheadMs, limits));
            setZoom(EXPORT_ZOOM);
          }}
        />
        {range === undefined ? (
          <DayBar nowMs={nowMs} atMs={playback.playheadMs} zoom={zoom} onMove={moveTo} onZoom={setZoom} />
        ) : (
          <ExportPanel
            camera={camera}
            clips={day.timeline.clips}
            range={range}
            limits={limits}
            onRange={setRange}
            onClose={() => setRange(undefined)}
          />
        )}
        <ProblemNote problem={day.problem} title="The recordings could not be listed" />
        <Scrubber
          cameraName={camera.name}
          timeline={day.timeline}
          isWaiting={day.isWaiting}
          isScrubbing={playback.isScrubbing}
          nowMs={nowMs}
          atMs={playback.playheadMs}
          zoom={zoom}
          onScrub={(atMs) => playback.scrub(Math.min(atMs, nowMs))}
          onSeek={moveTo}
          onZoom={setZoom}
          range={range}
          limits={limits}
          onRange={setRange}
        />
        <SkippedGap gap={skipped} />
        <DayOverview day={day} spans={spans} nowMs={nowMs} atMs={playback.playheadMs} zoom={zoom} onSeek={moveTo} />
      </div>
    </div>
  );
}

/** Fields, menus and the export handles have a meaning of their own for arrows and space; buttons for space. */
function hasOwnKeys({ target, key }: KeyboardEvent): boolean {
  if (!(target instanceof Element)) return false;
  if (target.closest("input, textarea, select, [role=menu], [role=dialog], .range-handle") !== null) return true;
  return key === " " && target.closest("button, a") !== null;
}
