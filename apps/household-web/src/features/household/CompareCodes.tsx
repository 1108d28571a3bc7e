// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file The moment that decides: are the six digits on both screens the same, and what may the new device see? */
import { Button, TextInput } from "@mantine/core";
import { useState, type ReactElement } from "react";
import { ProblemNote } from "@nightlatch/ui-kit/ProblemNote";
import { ShortCode } from "@nightlatch/ui-kit/ShortCode";
import { useNow } from "@nightlatch/ui-kit/use-now";
import type { Access, OfferView } from "../../vault-client/vault-api.ts";
import { useAction } from "@nightlatch/ui-kit/use-action";
import { useAnswer } from "@nightlatch/ui-kit/use-answer";
import { useVaultView } from "../../vault-view/vault-view.ts";
import { accessFrom, draftOf, type AccessDraft } from "./access-draft.ts";
import { AccessFields } from "./AccessFields.tsx";

export type CompareCodesProps = Readonly<{
  offer: OfferView;
  onConfirm: (access: Access, person: string) => Promise<void>;
  onDiffer: () => void;
}>;

export function CompareCodes({ offer, onConfirm, onDiffer }: CompareCodesProps): ReactElement {
  const [person, setPerson] = useState("");
  const [changed, setChanged] = useState<AccessDraft>();
  const nowMs = useNow(60_000);
  const groups = useAnswer(useVaultView().groups);
  const all = groups.kind === "here" ? groups.value.map(({ id }) => id) : [];
  const draft = changed ?? draftOf({ role: "member", groups: all }, nowMs);
  const access = accessFrom(draft, nowMs);
  const confirm = useAction(async () => {
    if (access !== undefined) await onConfirm(access, person.trim());
  });
  return (
    <>
      <h2 className="section-title">{offer.deviceName} wants to watch</h2>
      <p className="dim">Look at its screen. It must show the same code:</p>
      <ShortCode code={offer.code} />
      <TextInput
        className="invite-field"
        label="Who is it?"
        description="Only your household can read this name."
        placeholder="Ben"
        value={person}
        onChange={(event) => setPerson(event.currentTarget.value)}
        maxLength={60}
        autoComplete="off"
      />
      <AccessFields draft={draft} onChange={setChanged} roles={["member", "guest", "owner"]} />
      <ProblemNote problem={confirm.problem} title="The device was not added" />
      <div className="invite-actions">
        <Button variant="default" size="md" onClick={onDiffer} disabled={confirm.isBusy}>
          The codes differ
        </Button>
        <Button size="md" onClick={() => confirm.run()} loading={confirm.isBusy} disabled={access === undefined}>
          Same code, let it in
        </Button>
      </div>
    </>
  );
}
