// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file Owner, family member or guest, and then which groups, or which cameras until when. */
import { Checkbox, Skeleton, TextInput } from "@mantine/core";
import type { ReactElement } from "react";
import { useNow } from "@nightlatch/ui-kit/use-now";
import { useAnswer } from "@nightlatch/ui-kit/use-answer";
import { useVaultView } from "../../vault-view/vault-view.ts";
import { dateText, withOrWithout, type AccessDraft, type AccessRole } from "./access-draft.ts";
import { ROLE_CHOICES } from "./role-choices.ts";

export type AccessFieldsProps = Readonly<{
  draft: AccessDraft;
  onChange: (draft: AccessDraft) => void;
  roles: readonly AccessRole[];
}>;

export function AccessFields({ draft, onChange, roles }: AccessFieldsProps): ReactElement {
  const view = useVaultView();
  const nowMs = useNow(60_000);
  const groups = useAnswer(view.groups);
  const cameras = useAnswer(view.cameras);
  return (
    <>
      {roles.length > 1 && (
        <fieldset className="invite-roles">
          <legend>May watch as</legend>
          {ROLE_CHOICES.filter(({ role }) => roles.includes(role)).map(({ role, title, words }) => (
            <label className="invite-role" key={role}>
              <input
                type="radio"
                name="role"
                value={role}
                checked={draft.role === role}
                onChange={() => onChange({ ...draft, role })}
              />
              <span>
                <strong>{title}</strong>
                <span>{words}</span>
              </span>
            </label>
          ))}
        </fieldset>
      )}
      {draft.role === "member" && (
        <Ticks
          legend="Which cameras, by group"
          choices={groups.kind === "here" ? groups.value : undefined}
          ticked={draft.groups}
          onTick={(id) => onChange({ ...draft, groups: withOrWithout(draft.groups, id) })}
        />
      )}
      {draft.role === "guest" && (
        <>
          <Ticks
            legend="Which cameras"
            choices={cameras.kind === "here" ? cameras.value : undefined}
            ticked={draft.cameras}
            onTick={(id) => onChange({ ...draft, cameras: withOrWithout(draft.cameras, id) })}
          />
          <TextInput
            className="invite-field"
            type="date"
            label="Until the end of"
            value={draft.lastDay}
            min={dateText(nowMs)}
            onChange={(event) => onChange({ ...draft, lastDay: event.currentTarget.value })}
          />
        </>
      )}
    </>
  );
}

type TicksProps = Readonly<{
  legend: string;
  choices: readonly Readonly<{ id: string; name: string }>[] | undefined;
  ticked: readonly string[];
  onTick: (id: string) => void;
}>;

function Ticks({ legend, choices, ticked, onTick }: TicksProps): ReactElement {
  return (
    <fieldset className="invite-roles invite-ticks">
      <legend>{legend}</legend>
      {choices === undefined && <Skeleton height={40} radius="md" />}
      {choices?.length === 0 && <p className="dim">There are none yet.</p>}
      {choices?.map(({ id, name }) => (
        <Checkbox key={id} label={name} checked={ticked.includes(id)} onChange={() => onTick(id)} size="md" />
      ))}
    </fieldset>
  );
}
