// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file How long the recordings of a camera stay. */
import { NativeSelect } from "@mantine/core";
import type { ReactElement } from "react";
import type { Retention } from "../../vault-client/vault-api.ts";
import { DAY_CHOICES, daysWords, SIZE_CHOICES, spaceWords, withPresent } from "./retention.ts";
import "./cameras.css";

export type RetentionFieldsProps = Readonly<{ retention: Retention; onChange: (retention: Retention) => void }>;

export function RetentionFields({ retention, onChange }: RetentionFieldsProps): ReactElement {
  return (
    <div className="retention-fields">
      <NativeSelect
        size="md"
        label="Keep recordings for"
        value={String(retention.days)}
        onChange={(event) => onChange({ ...retention, days: Number(event.currentTarget.value) })}
        data={withPresent(DAY_CHOICES, retention.days).map((days) => ({ value: String(days), label: daysWords(days) }))}
      />
      <NativeSelect
        size="md"
        label="Use at most"
        value={String(retention.sizeBytes)}
        onChange={(event) => onChange({ ...retention, sizeBytes: Number(event.currentTarget.value) })}
        data={withPresent(SIZE_CHOICES, retention.sizeBytes).map((size) => ({
          value: String(size),
          label: spaceWords(size),
        }))}
      />
      <p className="dim">Whichever comes first: the oldest recordings make room for new ones.</p>
    </div>
  );
}
