// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file Demands of authorities: each is counted in public. The operator can hand over ciphertext alone. */
import { Button, Textarea, TextInput } from "@mantine/core";
import { IconCircleCheck } from "@tabler/icons-react";
import { useState, type ReactElement } from "react";
import { ConfirmDialog } from "@nightlatch/ui-kit/ConfirmDialog";
import { PageHeader } from "@nightlatch/ui-kit/PageHeader";
import type { FiledDemand } from "../../vault-client/vault-api.ts";
import { useVault } from "../../vault-view/vault-view.ts";
import "./legal.css";

export function LegalScreen(): ReactElement {
  const [filed, setFiled] = useState<FiledDemand>();
  return (
    <div className="narrow">
      <PageHeader title="Legal register" lead="What can be handed over is ciphertext. That somebody asked is public." />
      <div aria-live="polite">{filed !== undefined && <FiledNote filed={filed} />}</div>
      <DemandForm key={filed?.contentHash} onFiled={setFiled} />
    </div>
  );
}

function FiledNote({ filed }: Readonly<{ filed: FiledDemand }>): ReactElement {
  return (
    <div className="card demand-filed">
      <IconCircleCheck size={26} aria-hidden="true" />
      <div>
        <p className="row-title">Demand {filed.number} is published</p>
        <p className="row-note">
          Item {filed.slot} of the operator's lane. Keep its text word for word with this hash:
        </p>
        <p className="demand-hash">{filed.contentHash}</p>
      </div>
    </div>
  );
}

function DemandForm({ onFiled }: Readonly<{ onFiled: (filed: FiledDemand) => void }>): ReactElement {
  const vault = useVault();
  const [number, setNumber] = useState("");
  const [content, setContent] = useState("");
  const [isAsked, setAsked] = useState(false);
  return (
    <form
      className="card form"
      onSubmit={(event) => {
        event.preventDefault();
        setAsked(true);
      }}
    >
      <TextInput
        label="Number"
        description="Your own running number. It is public: write nothing of the content into it."
        value={number}
        onChange={(event) => setNumber(event.currentTarget.value)}
        maxLength={40}
        autoComplete="off"
      />
      <Textarea
        label="Its text"
        description="It does not leave this computer: its hash alone is published, so that it can't be changed later."
        value={content}
        onChange={(event) => setContent(event.currentTarget.value)}
        rows={8}
      />
      <div className="form-actions">
        <Button type="submit" disabled={number.trim() === "" || content.trim() === ""}>
          Sign and publish
        </Button>
      </div>
      <ConfirmDialog
        title="Publish this demand?"
        act="Sign and publish"
        isOpen={isAsked}
        onClose={() => setAsked(false)}
        onConfirm={async () => onFiled(await vault.fileLegalDemand({ number: number.trim(), content }))}
      >
        <p>Number, time and your key stand in the public log from then on. Nobody can take them back.</p>
      </ConfirmDialog>
    </form>
  );
}
