// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file Connecting the hub at home: by the link that it prints at its first start, opened here or pasted. */
import { Button, TextInput } from "@mantine/core";
import { useState, type ReactElement } from "react";
import { useNavigate } from "react-router";
import { PageHeader } from "@nightlatch/ui-kit/PageHeader";
import { ProblemNote } from "@nightlatch/ui-kit/ProblemNote";
import { JUST_PAIRED } from "../live/hub-greeting.ts";
import { findHubSecret, useArrival } from "../../shell/arrival.ts";
import { useAction } from "@nightlatch/ui-kit/use-action";
import { useVault } from "../../vault-view/vault-view.ts";

export function ConnectHubScreen(): ReactElement {
  const vault = useVault();
  const navigate = useNavigate();
  const { arrival, finish } = useArrival();
  const [link, setLink] = useState("");
  const [name, setName] = useState("Home hub");
  const arrivedSecret = arrival.kind === "hub" ? arrival.secret : undefined;
  const secret = arrivedSecret ?? findHubSecret(link);
  const isWrongLink = link.trim() !== "" && secret === undefined;
  const connect = useAction(async () => {
    await vault.pairHub({ secret: secret ?? "", name: name.trim() });
    finish();
    await navigate("/cameras", { replace: true, state: JUST_PAIRED });
  });
  return (
    <div className="narrow">
      <PageHeader title="Connect your hub" back={{ to: "/cameras", label: "Cameras" }} />
      <form
        className="card form"
        onSubmit={(event) => {
          event.preventDefault();
          connect.run();
        }}
      >
        {arrivedSecret === undefined ? (
          <>
            <p>
              Start the hub on a computer at home. At its first start it prints a link and a square code: scan it with
              this device, or paste the link here.
            </p>
            <TextInput
              label="Link of the hub"
              placeholder="https://…/#hub=…"
              value={link}
              onChange={(event) => setLink(event.currentTarget.value)}
              error={isWrongLink && "This is not the link of a hub. It ends in #hub= and a row of letters."}
              autoComplete="off"
              spellCheck={false}
              autoFocus
            />
          </>
        ) : (
          <p>
            A hub is waiting to belong to your household. It will read your cameras, seal every picture at home, and
            never be able to open one again.
          </p>
        )}
        <TextInput
          label="Name"
          value={name}
          onChange={(event) => setName(event.currentTarget.value)}
          maxLength={60}
          autoComplete="off"
        />
        <ProblemNote problem={connect.problem} title="The hub was not connected" />
        <div className="form-actions">
          <Button
            type="submit"
            size="md"
            loading={connect.isBusy}
            disabled={secret === undefined || name.trim() === ""}
          >
            Connect
          </Button>
        </div>
      </form>
    </div>
  );
}
