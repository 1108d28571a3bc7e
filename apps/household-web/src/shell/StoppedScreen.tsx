// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file The server showed a history that cannot be true. Nothing more is trusted; what was seen is kept as evidence. */
import { Button } from "@mantine/core";
import { IconDownload } from "@tabler/icons-react";
import type { ReactElement } from "react";
import { ProblemNote } from "../design/ProblemNote.tsx";
import { saveFile } from "../design/save-file.ts";
import type { EvidenceFile, Problem } from "../vault-client/vault-api.ts";
import { FullStop } from "./FullStop.tsx";

export function StoppedScreen({ problem, evidence }: Readonly<{ problem: Problem; evidence: EvidenceFile }>): ReactElement {
  const saveEvidence = (): void => {
    saveFile(new Blob([evidence.bytes], { type: "application/cbor" }), evidence.fileName);
  };
  return (
    <FullStop title="Nightlatch has stopped to protect you">
      <p>
        The server’s account of who belongs to your household does not match what this browser has seen before. That can
        be an attempt to let someone in unseen, so nothing from this server is trusted any further.
      </p>
      <ProblemNote problem={problem} />
      <p className="dim">
        Save the evidence and show it to whoever runs the server. Your recordings at home are not affected. Your other
        devices judge for themselves.
      </p>
      <div className="full-stop-actions">
        <Button leftSection={<IconDownload size={18} aria-hidden="true" />} onClick={saveEvidence}>
          Save the evidence
        </Button>
      </div>
    </FullStop>
  );
}
