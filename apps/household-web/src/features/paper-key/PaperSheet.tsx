// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file The 24 words, to be written down, printed or saved. Printing shows the sheet alone. */
import { Button } from "@mantine/core";
import { IconDownload, IconPrinter } from "@tabler/icons-react";
import { useState, type ReactElement } from "react";
import { LogoMark } from "@nightlatch/ui-kit/LogoMark";
import { fileNameOf, saveFile } from "@nightlatch/ui-kit/save-file";
import { calendarDay } from "@nightlatch/ui-kit/time-words";
import "./paper-key.css";

export type PaperSheetProps = Readonly<{ phrase: readonly string[]; householdName: string; onDone: () => void }>;

export function PaperSheet({ phrase, householdName, onDone }: PaperSheetProps): ReactElement {
  const [today] = useState(() => calendarDay(Date.now()));
  return (
    <>
      <p className="dim">
        These 24 words open your recordings when every device is lost. They are shown now and never again. Keep them on
        paper, away from your devices: whoever has them can watch.
      </p>
      <section className="paper-sheet" aria-label="Paper key">
        <header className="paper-sheet-head">
          <LogoMark size={22} />
          <span>
            <span className="print-only">Nightlatch paper key: </span>
            {householdName}
          </span>
          <span className="paper-sheet-date">{today}</span>
        </header>
        <ol className="paper-sheet-words">
          {phrase.map((word, index) => (
            <li key={index}>
              <span className="paper-sheet-number numbers" aria-hidden="true">
                {index + 1}
              </span>
              {word}
            </li>
          ))}
        </ol>
        <p className="print-only">Whoever has these words can watch. Keep them where you keep your passports.</p>
      </section>
      <div className="paper-actions">
        <Button variant="default" leftSection={<IconPrinter size={18} aria-hidden="true" />} onClick={() => print()}>
          Print
        </Button>
        <Button
          variant="default"
          leftSection={<IconDownload size={18} aria-hidden="true" />}
          onClick={() => saveFile(sheetAsText(phrase, householdName), `${fileNameOf("paper key", householdName)}.txt`)}
        >
          Save as a file
        </Button>
        <Button size="md" className="paper-actions-next" onClick={onDone}>
          I have written it down
        </Button>
      </div>
    </>
  );
}

function sheetAsText(phrase: readonly string[], householdName: string): Blob {
  const lines = phrase.map((word, index) => `${String(index + 1).padStart(2)}. ${word}`);
  const head = `Nightlatch paper key: ${householdName}\n${calendarDay(Date.now())}\nWhoever has these words can watch.\n\n`;
  return new Blob([head, lines.join("\n"), "\n"], { type: "text/plain" });
}
