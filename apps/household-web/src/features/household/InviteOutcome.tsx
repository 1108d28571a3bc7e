// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file The end of an invitation: watching, waiting for the hub, or waiting for another owner. */
import { Button } from "@mantine/core";
import { IconCheck, IconHourglass } from "@tabler/icons-react";
import type { ReactElement } from "react";
import { Link } from "react-router";
import type { Outcome } from "../../vault-client/vault-api.ts";

export function InviteOutcome({
  deviceName,
  outcome,
}: Readonly<{ deviceName: string; outcome: Outcome }>): ReactElement {
  const isIn = outcome === "in";
  return (
    <>
      <span className={isIn ? "invite-done" : "invite-done invite-pending"}>
        {isIn ? <IconCheck size={38} aria-hidden="true" /> : <IconHourglass size={34} aria-hidden="true" />}
      </span>
      <h2 className="section-title">{TITLES[outcome](deviceName)}</h2>
      {outcome !== "in" && <p className="dim">{WORDS[outcome]}</p>}
      <Button component={Link} to="/household">
        Done
      </Button>
    </>
  );
}

const TITLES: Readonly<Record<Outcome, (deviceName: string) => string>> = {
  in: (deviceName) => `${deviceName} can watch now`,
  "waits-for-hub": () => "Waiting for your hub to confirm",
  proposed: () => "Waiting for another owner",
};

const WORDS: Readonly<Record<Exclude<Outcome, "in">, string>> = {
  "waits-for-hub":
    "Your hub first checks that the public log shows this change. That takes a moment; if the hub is off, it takes until the hub is back. You can close this page.",
  proposed: "Another owner sees this on their screens and has to confirm it. Until then nothing changes.",
};
