// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file The two parts that leave the app, one after the other: first the paper's, then the relative's. */
import { Button } from "@mantine/core";
import { IconDownload, IconPrinter } from "@tabler/icons-react";
import { useState, type ReactElement } from "react";
import { saveFile } from "@nightlatch/ui-kit/save-file";
import { calendarDay } from "@nightlatch/ui-kit/time-words";
import type { RecoveryShares } from "../../vault-client/vault-api.ts";
import { useHousehold } from "../../vault-view/use-household.ts";
import { deviceLabel } from "../household/device-words.ts";
import { shareFile } from "./share-text.ts";
import { ShareSheet } from "./ShareSheet.tsx";

export type MadeSharesProps = Readonly<{ made: RecoveryShares; onDone: () => void }>;

export function MadeShares({ made, onDone }: MadeSharesProps): ReactElement {
  const { name } = useHousehold();
  const [madeAtMs] = useState(Date.now);
  const [step, setStep] = useState<"paper" | "relative">("paper");
  const { file, keeper, sheet } = made;
  if (step === "paper") {
    return (
      <div className="made-steps">
        <div>
          <h2 className="section-title">Part 1 is for the paper at home</h2>
          <p className="dim">Print it, or write it down letter by letter. It is shown now and never again.</p>
        </div>
        <ShareSheet share={sheet} place={1} householdName={name} madeAtMs={madeAtMs} />
        <div className="paper-actions">
          <PrintButton />
          <Button size="md" className="paper-actions-next" onClick={() => setStep("relative")}>
            I have it on paper
          </Button>
        </div>
      </div>
    );
  }
  const save = (): void => saveFile(relativesFile(file.text, name, madeAtMs), file.fileName);
  return (
    <div className="made-steps">
      <div>
        <h2 className="section-title">Part 2 is for a relative</h2>
        <p className="dim">
          Save or print it, and give it to someone outside your home whom you trust. Part 3 is on {deviceLabel(keeper)}{" "}
          already.
        </p>
      </div>
      <ShareSheet share={file.text} place={2} householdName={name} madeAtMs={madeAtMs} />
      <div className="paper-actions">
        <Button variant="default" leftSection={<IconDownload size={18} aria-hidden="true" />} onClick={save}>
          Save as a file
        </Button>
        <PrintButton />
        <Button size="md" className="paper-actions-next" onClick={onDone}>
          Done
        </Button>
      </div>
    </div>
  );
}

function PrintButton(): ReactElement {
  return (
    <Button variant="default" leftSection={<IconPrinter size={18} aria-hidden="true" />} onClick={() => print()}>
      Print
    </Button>
  );
}

function relativesFile(share: string, householdName: string, madeAtMs: number): Blob {
  const text = shareFile({ share, householdName, day: calendarDay(madeAtMs), address: location.origin });
  return new Blob([text], { type: "text/plain" });
}
