// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file Who has seen what: everything that the household ever allowed, what was handed over and fetched, with receipts. */
import { Button, Skeleton } from "@mantine/core";
import { IconDownload } from "@tabler/icons-react";
import type { ReactElement } from "react";
import { PageHeader } from "@nightlatch/ui-kit/PageHeader";
import { ProblemNote } from "@nightlatch/ui-kit/ProblemNote";
import { saveFile } from "@nightlatch/ui-kit/save-file";
import { clockTime, dayName } from "@nightlatch/ui-kit/time-words";
import { useAnswer } from "@nightlatch/ui-kit/use-answer";
import { useNow } from "@nightlatch/ui-kit/use-now";
import type { AccessView } from "../../vault-client/vault-api.ts";
import { useVaultView } from "../../vault-view/vault-view.ts";
import { clipsWords, endWords, PURPOSE_WORDS, receiptText, staffWords } from "./access-words.ts";
import { StopAccess } from "./StopAccess.tsx";
import { useCameraNames } from "./use-camera-names.ts";
import "./support.css";

export function AccessesScreen(): ReactElement {
  const list = useAnswer(useVaultView().accesses);
  return (
    <div className="narrow">
      <PageHeader
        title="Who has seen what"
        lead="From your household’s own signed history. Nobody can add to it or take from it unseen."
        back={{ to: "/help", label: "Help" }}
      />
      {list.kind === "waiting" && <Skeleton height={180} radius="lg" />}
      {list.kind === "failed" && <ProblemNote problem={list.problem} title="This can’t be read now" />}
      {list.kind === "here" && (
        <>
          <ProblemNote problem={list.value.problem} title="Not all receipts are here" />
          <ul className="rows card">
            {list.value.accesses.map((access) => (
              <li key={access.id}>
                <Access access={access} />
              </li>
            ))}
            {list.value.accesses.length === 0 && <li className="row dim">Nobody but you has seen anything.</li>}
          </ul>
        </>
      )}
    </div>
  );
}

function Access({ access }: Readonly<{ access: AccessView }>): ReactElement {
  const nowMs = useNow(30_000);
  const cameraName = useCameraNames();
  const { staff, kind, clips, cameras, purpose, by, fromMs, sound, releases, fetches, isOpen, id } = access;
  const names = cameras.map(cameraName).join(", ");
  const what = kind === "clips" ? `${clipsWords(clips.length)} of ${names}` : `${names}, live`;
  const released = releases.reduce((sum, release) => sum + release.clips, 0);
  const save = (): void =>
    saveFile(new Blob([receiptText(access, cameraName)], { type: "text/plain" }), `seen-${id.slice(0, 8)}.txt`);
  return (
    <div className="access">
      <p className="row-title">{staffWords(staff)}</p>
      <p>
        {what}, {sound ? "with sound" : "without sound"}. {PURPOSE_WORDS[purpose]}.
      </p>
      <p className="row-note numbers">
        Allowed by {by}, {dayName(fromMs, nowMs)}, {clockTime(fromMs)} · {endWords(access)}
      </p>
      {kind === "clips" && (
        <p className="row-note numbers">
          {released === 0 ? "No key was handed over" : `Keys of ${clipsWords(released)} handed over`}
        </p>
      )}
      <p className="row-note numbers">{fetchWords(fetches.length)}</p>
      <div className="form-actions">
        <Button variant="default" leftSection={<IconDownload size={16} aria-hidden="true" />} onClick={save}>
          Save the receipt
        </Button>
        {isOpen && <StopAccess id={id} />}
      </div>
    </div>
  );
}

function fetchWords(count: number): string {
  if (count === 0) return "Nothing was fetched";
  return count === 1 ? "Fetched once, signed by them" : `Fetched ${String(count)} times, signed each time`;
}
