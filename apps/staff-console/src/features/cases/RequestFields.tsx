// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file The fields of a request. */
import { NativeSelect, NumberInput, SegmentedControl, Textarea, TextInput } from "@mantine/core";
import type { ReactElement } from "react";
import { MAX_CLIP_MINUTES, MAX_LIVE_MINUTES, MAX_REQUEST_WORDS, PURPOSES } from "../../words/request-words.ts";
import type { RequestDraft } from "./request-draft.ts";

export type RequestFieldsProps = Readonly<{
  draft: RequestDraft;
  onChange: (change: Partial<RequestDraft>) => void;
}>;

export function RequestFields({ draft, onChange }: RequestFieldsProps): ReactElement {
  const maxMinutes = draft.kind === "live" ? MAX_LIVE_MINUTES : MAX_CLIP_MINUTES;
  return (
    <div className="request-fields">
      <SegmentedControl
        aria-label="What"
        value={draft.kind}
        onChange={(kind) => onChange(kind === "live" ? { kind, minutes: 10 } : { kind: "clips", minutes: 60 })}
        data={[
          { value: "clips", label: "Recordings" },
          { value: "live", label: "One camera, live" },
        ]}
        fullWidth
      />
      {draft.kind === "clips" && (
        <div className="request-times">
          <TextInput
            type="datetime-local"
            label="From"
            value={draft.from}
            onChange={(event) => onChange({ from: event.currentTarget.value })}
          />
          <TextInput
            type="datetime-local"
            label="To"
            value={draft.to}
            onChange={(event) => onChange({ to: event.currentTarget.value })}
          />
        </div>
      )}
      <NativeSelect
        size="md"
        label="Purpose"
        description="Counted in public, with your key and the day."
        data={[...PURPOSES]}
        value={draft.purpose}
        onChange={(event) => {
          const chosen = PURPOSES.find(({ value }) => value === event.currentTarget.value);
          if (chosen !== undefined) onChange({ purpose: chosen.value });
        }}
      />
      <Textarea
        label="In your words"
        description="For this customer alone."
        value={draft.words}
        onChange={(event) => onChange({ words: event.currentTarget.value })}
        maxLength={MAX_REQUEST_WORDS}
        rows={4}
        data-autofocus
      />
      <NumberInput
        label="Minutes"
        description={draft.kind === "live" ? "At most an hour." : "How long you may watch, from their yes on."}
        value={draft.minutes}
        onChange={(value) => onChange({ minutes: typeof value === "number" ? value : Number.parseInt(value, 10) || 0 })}
        min={1}
        max={maxMinutes}
        allowDecimal={false}
        clampBehavior="none"
      />
    </div>
  );
}
