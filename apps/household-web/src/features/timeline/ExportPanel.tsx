// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file Makes a video file of a stretch of time: its ends, its size, then progress, then the saved file. */
import { Button, Progress } from "@mantine/core";
import { IconMovie } from "@tabler/icons-react";
import type { ReactElement } from "react";
import { ProblemNote } from "@nightlatch/ui-kit/ProblemNote";
import { sizeWords } from "@nightlatch/ui-kit/size-words";
import { exactTime, spanWords } from "@nightlatch/ui-kit/time-words";
import type { CameraView, ClipView } from "../../vault-client/vault-api.ts";
import { dayAndTimeOf, parseDayAndTime } from "./day-and-time.ts";
import { savedWords } from "./export-words.ts";
import { moveEnd, rangeContent } from "./export-range.ts";
import { PickerField } from "./PickerField.tsx";
import type { Span } from "./recorded-spans.ts";
import { useExport } from "./use-export.ts";
import "./export-panel.css";

export type ExportPanelProps = Readonly<{
  camera: CameraView;
  clips: readonly ClipView[];
  range: Span;
  limits: Span;
  onRange: (range: Span) => void;
  onClose: () => void;
}>;

export function ExportPanel({ camera, clips, range, limits, onRange, onClose }: ExportPanelProps): ReactElement {
  const content = rangeContent(range, clips);
  const job = useExport(camera, range);
  const setEnd = (end: "from" | "to", time: string): void => {
    const toMs = parseDayAndTime(dayAndTimeOf(end === "from" ? range.fromMs : range.toMs).day, time);
    if (toMs !== undefined) onRange(moveEnd(range, end, toMs, limits));
  };
  return (
    <section className="export-panel" aria-label="Export a video">
      <div className="export-panel-range">
        <PickerField
          type="time"
          label="Start of the video"
          value={dayAndTimeOf(range.fromMs).time}
          onPick={(time) => setEnd("from", time)}
        >
          <span className="numbers">{exactTime(range.fromMs)}</span>
        </PickerField>
        <span className="dim">to</span>
        <PickerField
          type="time"
          label="End of the video"
          value={dayAndTimeOf(range.toMs).time}
          onPick={(time) => setEnd("to", time)}
        >
          <span className="numbers">{exactTime(range.toMs)}</span>
        </PickerField>
        <span className="export-panel-size numbers">
          {content.durationMs === 0
            ? "Nothing recorded here"
            : `${spanWords(content.durationMs)} · about ${sizeWords(content.sizeBytes)}`}
        </span>
      </div>
      {job.state.kind === "working" ? (
        <div className="export-panel-work">
          <Progress
            value={job.state.fraction * 100}
            size="lg"
            radius="xl"
            aria-label="Making the video"
            className="export-panel-progress"
          />
          <Button variant="default" onClick={job.cancel}>
            Stop
          </Button>
        </div>
      ) : (
        <div className="export-panel-actions">
          <Button variant="subtle" color="gray" onClick={onClose}>
            {job.state.kind === "saved" ? "Done" : "Cancel"}
          </Button>
          <Button
            leftSection={<IconMovie size={18} aria-hidden="true" />}
            onClick={job.start}
            disabled={content.durationMs === 0}
          >
            Save video
          </Button>
        </div>
      )}
      <div role="status" className="export-panel-note dim">
        {job.state.kind === "saved" ? (
          savedWords(job.state.files).map((line) => <p key={line}>{line}</p>)
        ) : (
          <p>Opened and put together in this browser. It plays everywhere.</p>
        )}
      </div>
      {job.state.kind === "saved" &&
        job.state.leftOut.map(({ fromMs, toMs, problem }) => (
          <ProblemNote
            key={`${fromMs} ${problem.code}`}
            problem={problem}
            title={`Not in the video: ${exactTime(fromMs)} to ${exactTime(toMs)}`}
          />
        ))}
      <ProblemNote problem={job.state.kind === "failed" ? job.state.problem : undefined} title="No video was made" />
    </section>
  );
}
