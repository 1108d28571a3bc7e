// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file Which device keeps the third part, and the 24 words that are cut. */
import { Button, Skeleton } from "@mantine/core";
import { useState, type ReactElement } from "react";
import { Link } from "react-router";
import { ProblemNote } from "@nightlatch/ui-kit/ProblemNote";
import { useAction } from "@nightlatch/ui-kit/use-action";
import { useAnswer } from "@nightlatch/ui-kit/use-answer";
import type { DeviceView, RecoveryShares } from "../../vault-client/vault-api.ts";
import { useVault, useVaultView } from "../../vault-view/vault-view.ts";
import { deviceLabel, ROLE_WORDS } from "../household/device-words.ts";
import "../household/household.css";
import { PhraseField } from "../paper-key/PhraseField.tsx";
import { PHRASE_WORDS, wordsOf } from "../paper-key/phrase-words.ts";
import { mayKeepShare } from "./may-keep-share.ts";

type OnMade = Readonly<{ onMade: (made: RecoveryShares) => void }>;

export function SplitForm({ onMade }: OnMade): ReactElement {
  const devices = useAnswer(useVaultView().devices);
  if (devices.kind === "waiting") return <Skeleton height={240} radius="lg" />;
  if (devices.kind === "failed")
    return <ProblemNote problem={devices.problem} title="The devices could not be listed" />;
  const keepers = devices.value.filter(mayKeepShare);
  return keepers.length === 0 ? <NoKeeper /> : <Form keepers={keepers} onMade={onMade} />;
}

function Form({ keepers, onMade }: OnMade & Readonly<{ keepers: readonly DeviceView[] }>): ReactElement {
  const vault = useVault();
  const [chosen, setChosen] = useState<string>();
  const [text, setText] = useState("");
  const keeper = keepers.find(({ id }) => id === chosen) ?? keepers[0];
  const words = wordsOf(text);
  const split = useAction(async () => {
    if (keeper !== undefined) onMade(await vault.createRecoveryShares({ phrase: words.join(" "), keeper: keeper.id }));
  });
  return (
    <form
      className="recovery-fields"
      onSubmit={(event) => {
        event.preventDefault();
        split.run();
      }}
    >
      <fieldset className="invite-roles">
        <legend>Which device keeps a part?</legend>
        {keepers.map((device) => (
          <label className="invite-role" key={device.id}>
            <input type="radio" name="keeper" checked={device === keeper} onChange={() => setChosen(device.id)} />
            <span>
              <strong>{deviceLabel(device)}</strong>
              <span>{ROLE_WORDS[device.role]}</span>
            </span>
          </label>
        ))}
      </fieldset>
      <PhraseField text={text} onChange={setText} />
      <p className="dim">
        The words stay in this browser, and only for this moment. Parts made earlier keep working; if one fell into the
        wrong hands, <Link to="/household/paper-key">make a new paper key</Link> first.
      </p>
      <ProblemNote problem={split.problem} title="No parts were made" />
      <div className="form-actions">
        <Button type="submit" size="md" loading={split.isBusy} disabled={words.length !== PHRASE_WORDS}>
          Make three parts
        </Button>
      </div>
    </form>
  );
}

function NoKeeper(): ReactElement {
  return (
    <>
      <h2 className="section-title">First add a second device</h2>
      <p>One part is kept by another phone or computer of an owner or family member. There is none yet.</p>
      <div className="form-actions">
        <Button component={Link} to="/household/add">
          Add a device
        </Button>
      </div>
    </>
  );
}
