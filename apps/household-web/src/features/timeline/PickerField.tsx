// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file A day or a time that is read as words and changed with the system's own picker. */
import type { ReactElement, ReactNode } from "react";

export type PickerFieldProps = Readonly<{
  type: "date" | "time";
  label: string;
  value: string;
  max?: string;
  onPick: (value: string) => void;
  children: ReactNode;
}>;

export function PickerField({ type, label, value, max, onPick, children }: PickerFieldProps): ReactElement {
  return (
    <label className="picker-field">
      <span aria-hidden="true">{children}</span>
      <input
        type={type}
        aria-label={label}
        value={value}
        max={max}
        step={type === "time" ? 1 : undefined}
        onClick={(event) => event.currentTarget.showPicker()}
        onChange={(event) => onPick(event.currentTarget.value)}
      />
    </label>
  );
}
