// SPDX-License-Identifier: AGPL-3.0-or-later
/**
 * @file The picture and its controls. The worker opens, decodes and paints; this page holds a canvas that it can't
 * read. The countdown here is for the eye: the worker ends by its own clock, the server and the hub by theirs.
 */
import { ActionIcon, Button } from "@mantine/core";
import { IconPlayerPause, IconPlayerPlay, IconPlayerSkipBack, IconPlayerSkipForward } from "@tabler/icons-react";
import type { ReactElement } from "react";
import { ProblemNote } from "@nightlatch/ui-kit/ProblemNote";
import { calendarDay, exactTime, spanWords } from "@nightlatch/ui-kit/time-words";
import type { GrantView } from "../../vault-client/vault-api.ts";
import { GrantEnded } from "./GrantEnded.tsx";
import { useViewer } from "./use-viewer.ts";

export function Viewer({ grant, nowMs }: Readonly<{ grant: GrantView; nowMs: number }>): ReactElement {
  const { canvas, facts, handle, again } = useViewer(grant.id);
  if (facts.state === "ended") return <GrantEnded />;
  const isPlaying = facts.state === "playing";
  const step = (by: number): void => handle()?.chooseClip((facts.clip?.index ?? 0) + by);
  return (
    <section className="viewer on-picture" aria-label="The granted picture">
      <div className="viewer-picture" ref={canvas} onContextMenu={(event) => event.preventDefault()} />
      {facts.state === "opening" && (
        <p className="viewer-note" role="status">
          Opening…
        </p>
      )}
      {facts.state === "failed" && (
        <div className="viewer-failed">
          <ProblemNote problem={facts.problem} title="This can't be shown" />
          <Button variant="default" onClick={again}>
            Try again
          </Button>
        </div>
      )}
      <div className="viewer-bar">
        {grant.kind === "clips" && (
          <>
            <BarButton label="Recording before" isOff={(facts.clip?.index ?? 0) === 0} onPress={() => step(-1)}>
              <IconPlayerSkipBack size={22} aria-hidden="true" />
            </BarButton>
            <BarButton
              label={isPlaying ? "Pause" : "Play"}
              isOff={facts.state === "opening" || facts.state === "failed"}
              onPress={() => (isPlaying ? handle()?.pause() : handle()?.play())}
            >
              {isPlaying ? (
                <IconPlayerPause size={24} aria-hidden="true" />
              ) : (
                <IconPlayerPlay size={24} aria-hidden="true" />
              )}
            </BarButton>
            <BarButton
              label="Next recording"
              isOff={facts.clip === undefined || facts.clip.index + 1 >= facts.clip.clips}
              onPress={() => step(1)}
            >
              <IconPlayerSkipForward size={22} aria-hidden="true" />
            </BarButton>
            {facts.clip !== undefined && (
              <span className="viewer-words numbers">
                {facts.clip.index + 1} of {facts.clip.clips}
              </span>
            )}
          </>
        )}
        <span className="viewer-words numbers">
          {facts.captureMs !== undefined && `${calendarDay(facts.captureMs)}, ${exactTime(facts.captureMs)}`}
        </span>
        <span className="viewer-space" />
        <span className="viewer-left numbers" role="timer" aria-label="Time left">
          {spanWords(Math.max(0, grant.untilMs - nowMs))} left
        </span>
      </div>
    </section>
  );
}

type BarButtonProps = Readonly<{ label: string; isOff: boolean; onPress: () => void; children: ReactElement }>;

function BarButton({ label, isOff, onPress, children }: BarButtonProps): ReactElement {
  return (
    <ActionIcon
      size={44}
      variant="subtle"
      className="viewer-button"
      aria-label={label}
      disabled={isOff}
      onClick={onPress}
    >
      {children}
    </ActionIcon>
  );
}
