// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file The recorded picture, and on it what must be said: waiting, nothing here, not proven, can't be shown. */
import { Loader } from "@mantine/core";
import { IconEyeOff, IconMoonStars, IconPlayerPlayFilled, IconShieldX } from "@tabler/icons-react";
import { useMemo, type ReactElement } from "react";
import { Link } from "react-router";
import { exactTime, dayName } from "@nightlatch/ui-kit/time-words";
import { ClipVideo } from "../../player/ClipVideo.tsx";
import type { CameraView } from "../../vault-client/vault-api.ts";
import { useThumbnail } from "../../vault-view/use-thumbnail.ts";
import { useVault } from "../../vault-view/vault-view.ts";
import { findClipAt, isPlayable } from "./recorded-spans.ts";
import type { PlaybackAt } from "./use-playback-at.ts";
import "./playback-stage.css";

export type PlaybackStageProps = Readonly<{ camera: CameraView; playback: PlaybackAt; nowMs: number }>;

export function PlaybackStage({ camera, playback, nowMs }: PlaybackStageProps): ReactElement {
  const vault = useVault();
  const { playheadMs, status, day } = playback;
  const isEmpty = day.clips.length === 0 && !day.isWaiting;
  // Clips from beside the day let a picture play across midnight, but are not what an empty day shows.
  const playable = useMemo(() => (isEmpty ? [] : day.timeline.clips.filter(isPlayable)), [isEmpty, day.timeline]);
  return (
    <section className="stage on-picture" aria-label={`${camera.name}, recorded`} id="stage">
      <ClipVideo
        className="stage-video"
        vault={vault}
        clips={playable}
        position={playback.position}
        playing={playback.isPlaying && !playback.isScrubbing}
        speed={playback.speed}
        muted={playback.isMuted}
        label={`${camera.name}, ${dayName(playheadMs, nowMs)} ${exactTime(playheadMs)}`}
        onStatus={playback.onStatus}
      />
      {!isEmpty && (
        <button
          type="button"
          className={playback.isPlaying ? "stage-tap" : "stage-tap stage-tap-paused"}
          aria-hidden="true"
          tabIndex={-1}
          onClick={playback.togglePlay}
        >
          <IconPlayerPlayFilled size={30} />
        </button>
      )}
      {playback.isScrubbing && <ScrubPreview playback={playback} />}
      <p className="stage-time numbers" aria-hidden="true">
        {dayName(playheadMs, nowMs)}, {exactTime(playheadMs)}
      </p>
      <Link to={`/cameras/${camera.id}`} className="stage-live">
        <span className="stage-live-dot" />
        Go live
      </Link>
      {!status.isGenuine && (
        <p className="stage-mark" role="status">
          <IconShieldX size={18} aria-hidden="true" />
          Does not match your hub’s signature
        </p>
      )}
      <StageMessage playback={playback} isEmpty={isEmpty} />
    </section>
  );
}

/** While the finger moves, the small picture of where it is stands in for the video. */
function ScrubPreview({ playback }: Readonly<{ playback: PlaybackAt }>): ReactElement {
  const clip = findClipAt(playback.day.timeline.clips, playback.playheadMs);
  const address = useThumbnail(clip?.id);
  return address === undefined ? (
    <div className="stage-preview" />
  ) : (
    <img className="stage-preview" src={address} alt="" />
  );
}

function StageMessage({
  playback,
  isEmpty,
}: Readonly<{ playback: PlaybackAt; isEmpty: boolean }>): ReactElement | null {
  const { status, isScrubbing } = playback;
  if (isEmpty) {
    return (
      <div className="stage-message">
        <IconMoonStars size={34} stroke={1.5} aria-hidden="true" />
        <p>Nothing was recorded on this day.</p>
      </div>
    );
  }
  if (isScrubbing) return null;
  if (status.state === "failed") {
    return (
      <div className="stage-message stage-message-covers" role="alert">
        <IconEyeOff size={34} stroke={1.5} aria-hidden="true" />
        <p>{status.problem?.advice ?? "This recording can’t be shown."}</p>
        {status.problem !== undefined && <p className="stage-message-code">{status.problem.code}</p>}
      </div>
    );
  }
  if (status.state === "loading" || status.state === "waiting") {
    return (
      <div className="stage-message stage-message-late">
        <Loader color="gray.2" size={34} aria-label="Loading" />
      </div>
    );
  }
  return null;
}
