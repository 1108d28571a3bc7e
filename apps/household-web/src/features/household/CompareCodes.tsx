// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file The moment that decides: are the six digits on both screens the same, and what may the new device do? */
import { Button } from "@mantine/core";
import { useState, type ReactElement } from "react";
import { ProblemNote } from "../../design/ProblemNote.tsx";
import { ShortCode } from "../../design/ShortCode.tsx";
import type { Access, OfferView } from "../../vault-client/vault-api.ts";
import { useAction } from "../../vault-view/use-action.ts";
import { useAnswer, useVaultView } from "../../vault-view/vault-view.ts";

export type CompareCodesProps = Readonly<{
  offer: OfferView;
  onConfirm: (access: Access) => Promise<void>;
  onDiffer: () => void;
}>;

export function CompareCodes({ offer, onConfirm, onDiffer }: CompareCodesProps): ReactElement {
  const [role, setRole] = useState<"owner" | "member">("member");
  const groups = useAnswer(useVaultView().groups);
  const all = groups.kind === "here" ? groups.value.map(({ id }) => id) : [];
  const confirm = useAction(() => onConfirm(role === "owner" ? { role } : { role, groups: all }));
  return (
    <>
      <h2 className="section-title">{offer.deviceName} wants to watch</h2>
      <p className="dim">Look at its screen. It must show the same code:</p>
      <ShortCode code={offer.code} />
      <fieldset className="invite-roles">
        <legend>It may</legend>
        {ROLES.map((choice) => (
          <label className="invite-role" key={choice.role}>
            <input
              type="radio"
              name="role"
              value={choice.role}
              checked={role === choice.role}
              onChange={() => setRole(choice.role)}
            />
            <span>
              <strong>{choice.title}</strong>
              <span>{choice.words}</span>
            </span>
          </label>
        ))}
      </fieldset>
      <ProblemNote problem={confirm.problem} title="The device was not added" />
      <div className="invite-actions">
        <Button variant="default" size="md" onClick={onDiffer} disabled={confirm.isBusy}>
          The codes differ
        </Button>
        <Button size="md" onClick={() => confirm.run()} loading={confirm.isBusy}>
          Same code, let it in
        </Button>
      </div>
    </>
  );
}

const ROLES = [
  { role: "member", title: "Watch", words: "Live pictures and all recordings, from before as well" },
  { role: "owner", title: "Watch and manage", words: "Also add and remove devices and cameras" },
] as const;
