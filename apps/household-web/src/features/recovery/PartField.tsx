// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file One part of the paper key: typed from paper, pasted from a scan or a message, or taken from its file. */
import { Button, FileButton, Textarea } from "@mantine/core";
import { IconFileImport } from "@tabler/icons-react";
import type { ReactElement } from "react";
import { ProblemNote } from "@nightlatch/ui-kit/ProblemNote";
import { useAction } from "@nightlatch/ui-kit/use-action";
import { readShareFile } from "./read-share-file.ts";
import { countShare, SHARE_CHARACTERS } from "./share-text.ts";

export type PartFieldProps = Readonly<{ label: string; text: string; onChange: (text: string) => void }>;

export function PartField({ label, text, onChange }: PartFieldProps): ReactElement {
  const open = useAction(async (file: File) => onChange(await readShareFile(file)));
  return (
    <div className="part-field">
      <Textarea
        label={label}
        description={`${countShare(text)} of ${SHARE_CHARACTERS} letters and digits. Large and small letters count.`}
        value={text}
        onChange={(event) => onChange(event.currentTarget.value)}
        autosize
        minRows={3}
        classNames={{ input: "part-letters" }}
        autoCapitalize="none"
        autoComplete="off"
        autoCorrect="off"
        spellCheck={false}
      />
      <FileButton accept=".txt,text/plain" onChange={(file) => file !== null && open.run(file)}>
        {(props) => (
          <Button
            {...props}
            variant="subtle"
            color="gray"
            size="compact-md"
            className="part-file"
            leftSection={<IconFileImport size={18} aria-hidden="true" />}
            aria-label={`${label}: take it from a file`}
          >
            Take it from a file
          </Button>
        )}
      </FileButton>
      <ProblemNote problem={open.problem} title="That file has no part in it" />
    </div>
  );
}
