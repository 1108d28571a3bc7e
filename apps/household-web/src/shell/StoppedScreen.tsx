// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file The server showed what cannot be true: what it means, what to do, what still works, and the evidence to save. */
import { Button } from "@mantine/core";
import { IconDownload } from "@tabler/icons-react";
import type { ReactElement } from "react";
import { ProblemNote } from "@nightlatch/ui-kit/ProblemNote";
import { saveFile } from "@nightlatch/ui-kit/save-file";
import { clockTime, dayInside } from "@nightlatch/ui-kit/time-words";
import { useNow } from "@nightlatch/ui-kit/use-now";
import type { EvidenceFile, Problem } from "../vault-client/vault-api.ts";
import { FullStop } from "@nightlatch/ui-kit/FullStop";
import { stopWords } from "./stop-words.ts";

export type StoppedScreenProps = Readonly<{ problem: Problem; atMs: number; evidence: EvidenceFile }>;

export function StoppedScreen({ problem, atMs, evidence }: StoppedScreenProps): ReactElement {
  const { title, meaning, todo } = stopWords(problem.code);
  const nowMs = useNow(60_000);
  const saveEvidence = (): void => {
    saveFile(new Blob([evidence.bytes], { type: "application/cbor" }), evidence.fileName);
  };
  return (
    <FullStop title="Nightlatch has stopped to protect you">
      <h2 className="section-title">{title}</h2>
      <p>
        {meaning} Seen {dayInside(atMs, nowMs)} at {clockTime(atMs)}; since then nothing from this server is trusted
        here.
      </p>
      <ProblemNote problem={problem} />
      <p>
        <strong>What to do.</strong> {todo}
      </p>
      <p>
        <strong>What still works.</strong> Your hub goes on recording at home. Your other devices judge for themselves.
      </p>
      <div className="full-stop-actions">
        <Button leftSection={<IconDownload size={18} aria-hidden="true" />} onClick={saveEvidence}>
          Save the evidence
        </Button>
      </div>
    </FullStop>
  );
}
