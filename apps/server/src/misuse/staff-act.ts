// SPDX-License-Identifier: AGPL-3.0-or-later
/**
 * @file What the desk's members do, as the server sees it: that something was asked for or fetched, when and by whom.
 * Never what was said or shown. `case` and `household` are opaque here: two alike are the same, and no more is known.
 */
type ActPlace = Readonly<{ atMs: number; staff: string; case: string }>;

export type Footage = "clips" | "live";

export type StaffAct = ActPlace &
  (
    | Readonly<{ kind: "opened" }>
    /** `customerSilentMs`: since the customer last wrote in this case. */
    | Readonly<{ kind: "requested"; footage: Footage; minutes: number; customerSilentMs: number }>
    /** The household's answer; `unanswered` after twelve hours. `atMs` is the answer's, `staff` who had asked. */
    | Readonly<{ kind: "granted" | "refused" | "unanswered"; household: string }>
    | Readonly<{ kind: "fetched"; household: string; clip: string }>
  );

export type ActOf<K extends StaffAct["kind"]> = Extract<StaffAct, { kind: K }>;

export function isKind<K extends StaffAct["kind"]>(kind: K): (act: StaffAct) => act is ActOf<K> {
  return (act): act is ActOf<K> => act.kind === kind;
}
