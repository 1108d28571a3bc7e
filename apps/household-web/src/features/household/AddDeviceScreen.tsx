// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file Letting a device in: show a link and a square code, compare six digits, choose what it may do. */
import { Button } from "@mantine/core";
import type { ReactElement } from "react";
import { PageHeader } from "@nightlatch/ui-kit/PageHeader";
import { ProblemNote } from "@nightlatch/ui-kit/ProblemNote";
import { CompareCodes } from "./CompareCodes.tsx";
import "./household.css";
import { InviteCard } from "./InviteCard.tsx";
import { InviteOutcome } from "./InviteOutcome.tsx";
import { useInvite } from "./use-invite.ts";

export function AddDeviceScreen(): ReactElement {
  const { step, again, confirm, differ } = useInvite();
  return (
    <div className="narrow">
      <PageHeader title="Add a device" back={{ to: "/household", label: "Household" }} />
      <div className="card invite" aria-live="polite">
        {step.kind === "making" && <p className="dim">Making a link…</p>}
        {step.kind === "inviting" && <InviteCard invite={step.invite} />}
        {step.kind === "comparing" && <CompareCodes offer={step.offer} onConfirm={confirm} onDiffer={differ} />}
        {step.kind === "done" && <InviteOutcome deviceName={step.deviceName} outcome={step.outcome} />}
        {step.kind === "differed" && (
          <>
            <h2 className="section-title">Nobody was let in</h2>
            <p className="dim">
              Different codes can mean that someone else got hold of the link. Make a new one, and give it to the other
              device directly.
            </p>
            <Button onClick={again}>Make a new link</Button>
          </>
        )}
        {step.kind === "failed" && (
          <>
            <ProblemNote problem={step.problem} title="The device was not added" />
            <Button onClick={again}>Make a new link</Button>
          </>
        )}
      </div>
    </div>
  );
}
