// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file An officer puts a new device on the roster: reads its offer, compares the id, signs; a second one signs too. */
import { Button, NativeSelect, Textarea, TextInput } from "@mantine/core";
import { useEffect, useState, type ReactElement } from "react";
import { useNavigate } from "react-router";
import { PageHeader } from "@nightlatch/ui-kit/PageHeader";
import { ProblemNote } from "@nightlatch/ui-kit/ProblemNote";
import { problemOf } from "@nightlatch/ui-kit/problem-of";
import { useNow } from "@nightlatch/ui-kit/use-now";
import { useAction } from "@nightlatch/ui-kit/use-action";
import type { OfferView, Problem, StaffRole } from "../../vault-client/vault-api.ts";
import { useVault } from "../../vault-view/vault-view.ts";
import { roleWords, STAFF_ROLES } from "../../words/role-words.ts";
import { dayText, endOfDay } from "./end-date.ts";
import "./roster.css";

const YEAR_MS = 365 * 86_400_000;

export function EnrolScreen(): ReactElement {
  const [text, setText] = useState("");
  const { offer, problem } = useOffer(text.trim());
  return (
    <div className="narrow">
      <PageHeader
        title="Enrol a device"
        lead="You sign first; a second officer signs in the same console. Then the key waits."
        back={{ to: "/roster", label: "Roster" }}
      />
      <div className="card form">
        <Textarea
          label="The device's offer"
          description="The text that its console shows."
          value={text}
          onChange={(event) => setText(event.currentTarget.value)}
          rows={4}
          spellCheck={false}
          autoComplete="off"
          classNames={{ input: "offer-input" }}
        />
        <ProblemNote problem={problem} />
        {offer !== undefined && offer.isOnRoster && (
          <p className="field-wrong">This device is on the roster already.</p>
        )}
        {offer !== undefined && !offer.isOnRoster && <EnrolForm key={offer.staff} text={text.trim()} offer={offer} />}
      </div>
    </div>
  );
}

function EnrolForm({ text, offer }: Readonly<{ text: string; offer: OfferView }>): ReactElement {
  const vault = useVault();
  const navigate = useNavigate();
  const [name, setName] = useState(offer.name);
  const [team, setTeam] = useState("");
  const [role, setRole] = useState<StaffRole>("support");
  const [day, setDay] = useState(() => dayText(Date.now() + YEAR_MS));
  const endMs = endOfDay(day);
  const nowMs = useNow(60_000);
  const enrol = useAction(async () => {
    if (endMs === undefined) return;
    await vault.enrol({ offer: text, name: name.trim(), role, team: team.trim(), endMs });
    await navigate("/roster");
  });
  return (
    <form
      className="roster-form"
      onSubmit={(event) => {
        event.preventDefault();
        enrol.run();
      }}
    >
      <div className="offer-id">
        <p>
          Compare this id with the person, by voice or face to face. If it differs, somebody swapped the text: don't
          sign.
        </p>
        <p className="staff-id offer-id-text">{offer.staff}</p>
      </div>
      <TextInput
        label="Name"
        description="Households see it."
        value={name}
        onChange={(event) => setName(event.currentTarget.value)}
        maxLength={40}
      />
      <div className="roster-pair">
        <NativeSelect
          size="md"
          label="Role"
          data={STAFF_ROLES.map((value) => ({ value, label: roleWords(value) }))}
          value={role}
          onChange={(event) => setRole(STAFF_ROLES.find((known) => known === event.currentTarget.value) ?? "support")}
        />
        <TextInput
          label="Team"
          value={team}
          onChange={(event) => setTeam(event.currentTarget.value)}
          maxLength={40}
          autoComplete="off"
        />
      </div>
      <TextInput
        type="date"
        label="Works until the end of"
        value={day}
        onChange={(event) => setDay(event.currentTarget.value)}
      />
      <ProblemNote problem={enrol.problem} />
      <div className="form-actions">
        <Button
          type="submit"
          loading={enrol.isBusy}
          disabled={name.trim() === "" || team.trim() === "" || endMs === undefined || endMs <= nowMs}
        >
          Sign
        </Button>
      </div>
    </form>
  );
}

/** What the pasted text holds; the worker reads it. */
function useOffer(text: string): Readonly<{ offer?: OfferView | undefined; problem?: Problem | undefined }> {
  const vault = useVault();
  const [read, setRead] = useState<Readonly<{ text: string; offer?: OfferView; problem?: Problem }>>();
  useEffect(() => {
    if (text === "") return undefined;
    let isOld = false;
    vault.readOffer(text).then(
      (offer) => {
        if (!isOld) setRead({ text, offer });
      },
      (error: unknown) => {
        if (!isOld) setRead({ text, problem: problemOf(error) });
      },
    );
    return () => {
      isOld = true;
    };
  }, [vault, text]);
  return read?.text === text ? read : {};
}
