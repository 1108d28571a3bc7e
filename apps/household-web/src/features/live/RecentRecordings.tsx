// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file The last few recordings of a camera, each a way into the timeline. */
import { useState, type ReactElement } from "react";
import { Link } from "react-router";
import { clockTime, dayName } from "@nightlatch/ui-kit/time-words";
import type { CameraView, ClipView } from "../../vault-client/vault-api.ts";
import { useThumbnail } from "../../vault-view/use-thumbnail.ts";
import { useTimeline } from "../../vault-view/use-timeline.ts";

const LOOK_BACK_MS = 86_400_000;
const SHOWN = 6;

export function RecentRecordings({ camera }: Readonly<{ camera: CameraView }>): ReactElement | null {
  const [nowMs] = useState(Date.now);
  const timeline = useTimeline(camera.id, nowMs - LOOK_BACK_MS, nowMs + LOOK_BACK_MS);
  if (timeline.kind !== "here") return null;
  const clips = timeline.value.clips.filter((clip) => clip.isComplete && clip.problem === undefined);
  if (clips.length === 0) return null;
  return (
    <section>
      <h2 className="recent-title">
        Recorded
        <Link to={`/timeline/${camera.id}`}>See all</Link>
      </h2>
      <ul className="recent-list">
        {clips
          .slice(-SHOWN)
          .reverse()
          .map((clip) => (
            <li key={clip.id}>
              <RecentItem clip={clip} nowMs={nowMs} />
            </li>
          ))}
      </ul>
    </section>
  );
}

function RecentItem({ clip, nowMs }: Readonly<{ clip: ClipView; nowMs: number }>): ReactElement {
  const address = useThumbnail(clip.id);
  return (
    <Link to={`/timeline/${clip.camera}?at=${clip.startMs}`} className="recent-item">
      {address === undefined ? (
        <span className="recent-picture" />
      ) : (
        <img className="recent-picture" src={address} alt="" />
      )}
      <span className="numbers">
        {dayName(clip.startMs, nowMs)}, {clockTime(clip.startMs)}
      </span>
    </Link>
  );
}
