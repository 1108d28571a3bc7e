// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file Where the paper key is typed in: its 24 words, or two of its three parts, typed, pasted or from a file. */
import { SegmentedControl } from "@mantine/core";
import type { ReactElement } from "react";
import { PhraseField } from "../paper-key/PhraseField.tsx";
import { PartField } from "./PartField.tsx";
import type { RecoveryDraft } from "./recovery-draft.ts";
import "./recovery.css";

export type RecoveryFieldsProps = Readonly<{
  draft: RecoveryDraft;
  onChange: (draft: RecoveryDraft) => void;
  /** Puts the cursor here when the screen opens. */
  isFirst?: boolean;
}>;

export function RecoveryFields({ draft, onChange, isFirst = false }: RecoveryFieldsProps): ReactElement {
  const [first, second] = draft.parts;
  return (
    <div className="recovery-fields">
      <SegmentedControl
        aria-label="What do you have?"
        value={draft.kind}
        onChange={(kind) => onChange({ ...draft, kind: kind === "shares" ? "shares" : "phrase" })}
        data={[
          { value: "phrase", label: "24 words" },
          { value: "shares", label: "Two parts" },
        ]}
        radius="xl"
        size="md"
        fullWidth
      />
      {draft.kind === "phrase" ? (
        <PhraseField text={draft.words} onChange={(words) => onChange({ ...draft, words })} isFirst={isFirst} />
      ) : (
        <>
          <PartField
            label="First part"
            text={first}
            onChange={(text) => onChange({ ...draft, parts: [text, second] })}
          />
          <PartField
            label="Second part"
            text={second}
            onChange={(text) => onChange({ ...draft, parts: [first, text] })}
          />
        </>
      )}
    </div>
  );
}
