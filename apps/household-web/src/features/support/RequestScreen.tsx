// SPDX-License-Identifier: AGPL-3.0-or-later
/**
 * @file What staff ask to see, exactly as it will be signed: who, what, how long, why. The person may narrow it: fewer
 * recordings, less time; sound only where it is wanted.
 */
import { Button, Checkbox, NativeSelect, Skeleton } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { useMemo, useState, type ReactElement } from "react";
import { useNavigate, useParams } from "react-router";
import { createAnswerStore } from "@nightlatch/ui-kit/answer-store";
import { PageHeader } from "@nightlatch/ui-kit/PageHeader";
import { ProblemNote } from "@nightlatch/ui-kit/ProblemNote";
import { clockTime, dayInside, spanWords } from "@nightlatch/ui-kit/time-words";
import { useAction } from "@nightlatch/ui-kit/use-action";
import { useAnswer } from "@nightlatch/ui-kit/use-answer";
import { useNow } from "@nightlatch/ui-kit/use-now";
import type { JudgedRequest } from "../../vault-client/vault-api.ts";
import { useHousehold } from "../../vault-view/use-household.ts";
import { useVault, useVaultView } from "../../vault-view/vault-view.ts";
import { OUTCOME_WORDS } from "../household/outcome-words.ts";
import { PURPOSE_WORDS, staffWords } from "./access-words.ts";
import { ClipChoice } from "./ClipChoice.tsx";
import "./support.css";

export function RequestScreen(): ReactElement {
  const { case: id = "", n = "" } = useParams();
  const vault = useVault();
  const store = useMemo(
    () => createAnswerStore(vault, () => vault.judgeRequest({ case: id, n: Number(n) }), ["support", "connection"]),
    [vault, id, n],
  );
  const judged = useAnswer(store);
  return (
    <div className="narrow">
      <PageHeader title="Support asks to see something" back={{ to: `/help/cases/${id}`, label: "Back" }} />
      {judged.kind === "waiting" && <Skeleton height={260} radius="lg" />}
      {judged.kind === "failed" && <ProblemNote problem={judged.problem} title="This can’t be allowed now" />}
      {judged.kind === "here" && <Asked id={id} judged={judged.value} />}
    </div>
  );
}

function Asked({ id, judged }: Readonly<{ id: string; judged: JudgedRequest }>): ReactElement {
  const { request, staff, operator } = judged;
  const vault = useVault();
  const navigate = useNavigate();
  const { isOwner, isJoint, settlesAtMs } = useHousehold();
  const nowMs = useNow(30_000);
  const cameras = useAnswer(useVaultView().cameras);
  const known = cameras.kind === "here" ? cameras.value : [];
  const [chosenCamera, setCamera] = useState<string>();
  const camera = request.camera ?? chosenCamera ?? known[0]?.id;
  const [clips, setClips] = useState<readonly string[]>([]);
  const [sound, setSound] = useState(false);
  const [minutes, setMinutes] = useState(request.minutes);
  const isClips = request.kind === "clips";
  const allow = useAction(async () => {
    const narrowed = { case: id, n: request.n, minutes, sound, clips, ...(camera === undefined ? {} : { camera }) };
    notifications.show({ message: OUTCOME_WORDS[await vault.allowRequest(narrowed)] });
    await navigate(`/help/cases/${id}`);
  });
  const refuse = useAction(async () => {
    await vault.refuseRequest({ case: id, n: request.n });
    await navigate(`/help/cases/${id}`);
  });
  const isAnswered = request.state !== "open";
  return (
    <div className="card form asked">
      <dl className="figures">
        <Fact name="Who" value={`${staffWords(staff)}, ${operator}`} />
        <Fact name="Why" value={PURPOSE_WORDS[request.purpose]} />
        <Fact name="In their words" value={request.words} />
        <Fact
          name="Answer until"
          value={`${dayInside(request.expiresAtMs, nowMs)}, ${clockTime(request.expiresAtMs)}`}
        />
      </dl>
      {request.camera === undefined && (
        <NativeSelect
          label="Camera"
          data={known.map(({ id: value, name }) => ({ value, label: name }))}
          value={camera ?? ""}
          onChange={(event) => {
            setCamera(event.currentTarget.value);
            setClips([]);
          }}
        />
      )}
      {isClips && camera !== undefined && (
        <ClipChoice camera={camera} fromMs={request.fromMs} toMs={request.toMs} chosen={clips} onChange={setClips} />
      )}
      {!isClips && (
        <p>
          They want to watch <strong>{known.find((one) => one.id === camera)?.name ?? "a camera"}</strong> live.
        </p>
      )}
      <NativeSelect
        label="For how long"
        data={lengthsUpTo(request.minutes).map((value) => ({
          value: String(value),
          label: spanWords(value * 60_000),
        }))}
        value={String(minutes)}
        onChange={(event) => setMinutes(Number(event.currentTarget.value))}
      />
      <Checkbox label="With sound" checked={sound} onChange={(event) => setSound(event.currentTarget.checked)} />
      <p className="dim">
        They see it only in their console, with their name across it. It is counted in public, without your name. You
        can stop it at any moment.
      </p>
      {(isJoint || settlesAtMs !== undefined) && <p>Another owner must confirm this on their device.</p>}
      {!isOwner && <p>Only an owner’s device can allow this.</p>}
      {isAnswered && <p role="status">This was answered already.</p>}
      <ProblemNote problem={allow.problem ?? refuse.problem} title="Nothing was allowed" />
      <div className="form-actions">
        <Button variant="default" onClick={() => refuse.run()} loading={refuse.isBusy} disabled={isAnswered}>
          Say no
        </Button>
        <Button
          onClick={() => allow.run()}
          loading={allow.isBusy}
          disabled={!isOwner || isAnswered || camera === undefined || (isClips && clips.length === 0)}
        >
          Allow
        </Button>
      </div>
    </div>
  );
}

function Fact({ name, value }: Readonly<{ name: string; value: string }>): ReactElement {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{value}</dd>
    </div>
  );
}

/** What was asked for, and shorter ones. */
function lengthsUpTo(minutes: number): readonly number[] {
  return [minutes, ...[1440, 240, 60, 30, 10, 5].filter((shorter) => shorter < minutes)];
}
