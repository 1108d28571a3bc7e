// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file The recordings that staff ask for, each with its picture: none is given that was not ticked here. */
import { Checkbox } from "@mantine/core";
import type { ReactElement } from "react";
import { ProblemNote } from "@nightlatch/ui-kit/ProblemNote";
import { clockTime, dayName } from "@nightlatch/ui-kit/time-words";
import { useNow } from "@nightlatch/ui-kit/use-now";
import type { ClipView } from "../../vault-client/vault-api.ts";
import { useThumbnail } from "../../vault-view/use-thumbnail.ts";
import { useTimeline } from "../../vault-view/use-timeline.ts";
import "./support.css";

/** As many as one grant may name. */
const MAX_CLIPS = 32;

export type ClipChoiceProps = Readonly<{
  camera: string;
  fromMs: number;
  toMs: number;
  chosen: readonly string[];
  onChange: (clips: readonly string[]) => void;
}>;

export function ClipChoice({ camera, fromMs, toMs, chosen, onChange }: ClipChoiceProps): ReactElement {
  const timeline = useTimeline(camera, fromMs, toMs);
  if (timeline.kind === "failed") return <ProblemNote problem={timeline.problem} title="Recordings can’t be listed" />;
  if (timeline.kind === "waiting") return <p className="dim">Looking for the recordings…</p>;
  const clips = timeline.value.clips.filter(({ isComplete, problem }) => isComplete && problem === undefined);
  if (clips.length === 0) return <p>There is no recording from that time.</p>;
  const toggle = (id: string): void =>
    onChange(chosen.includes(id) ? chosen.filter((one) => one !== id) : [...chosen, id].slice(0, MAX_CLIPS));
  return (
    <fieldset className="clip-fields">
      <legend>Choose what they may see</legend>
      <ul className="clip-choice">
        {clips.map((clip) => (
          <li key={clip.id}>
            <Clip clip={clip} isChosen={chosen.includes(clip.id)} onToggle={() => toggle(clip.id)} />
          </li>
        ))}
      </ul>
    </fieldset>
  );
}

function Clip({
  clip: { id, startMs },
  isChosen,
  onToggle,
}: Readonly<{ clip: ClipView; isChosen: boolean; onToggle: () => void }>): ReactElement {
  const nowMs = useNow(60_000);
  const picture = useThumbnail(id);
  return (
    <>
      {picture === undefined ? (
        <span className="clip-picture" />
      ) : (
        <img className="clip-picture" src={picture} alt="" />
      )}
      <Checkbox label={`${dayName(startMs, nowMs)}, ${clockTime(startMs)}`} checked={isChosen} onChange={onToggle} />
    </>
  );
}
