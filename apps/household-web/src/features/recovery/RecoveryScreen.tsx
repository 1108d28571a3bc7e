// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file Who keeps which part of the paper key, the part that this device keeps, and the way to new ones. */
import { Button, Skeleton } from "@mantine/core";
import type { ReactElement } from "react";
import { Link } from "react-router";
import { PageHeader } from "@nightlatch/ui-kit/PageHeader";
import { ProblemNote } from "@nightlatch/ui-kit/ProblemNote";
import { useAnswer } from "@nightlatch/ui-kit/use-answer";
import type { SplitView } from "../../vault-client/vault-api.ts";
import { useHousehold } from "../../vault-view/use-household.ts";
import { useVaultView } from "../../vault-view/vault-view.ts";
import { KeptShareCard } from "./KeptShareCard.tsx";
import "./recovery.css";
import { WhoKeepsWhat } from "./WhoKeepsWhat.tsx";

export function RecoveryScreen(): ReactElement {
  const { isOwner } = useHousehold();
  const splits = useAnswer(useVaultView().splits);
  return (
    <div className="narrow">
      <PageHeader
        title="Recovery parts"
        lead="Your paper key, cut in three. Any two parts bring you back in; one alone opens nothing."
        back={{ to: "/household", label: "Household" }}
      />
      {isOwner && splits.kind === "waiting" && <Skeleton height={220} radius="lg" />}
      {splits.kind === "failed" && <ProblemNote problem={splits.problem} title="The parts could not be listed" />}
      {isOwner && splits.kind === "here" && <OwnersView splits={splits.value} />}
      <KeptShareCard />
    </div>
  );
}

function OwnersView({ splits }: Readonly<{ splits: readonly SplitView[] }>): ReactElement {
  const [newest, ...older] = splits;
  if (newest === undefined) return <NoParts />;
  return (
    <>
      <WhoKeepsWhat split={newest} older={older.filter(({ state }) => state !== "paper-replaced")} />
      <div className="section">
        <MakeParts variant={newest.state === "good" ? "default" : "filled"} label="Make new parts" />
      </div>
    </>
  );
}

function NoParts(): ReactElement {
  return (
    <section className="card form section" aria-labelledby="no-parts">
      <h2 className="section-title" id="no-parts">
        Three places are safer than one
      </h2>
      <p>
        If the paper key burns with the house, it is gone. In parts, one lies at home on paper, one with a relative, and
        one on another device of yours. Losing any one of them does no harm.
      </p>
      <p className="dim">You need the 24 words of your paper key once. They stay valid.</p>
      <div className="form-actions">
        <MakeParts variant="filled" label="Make three parts" />
      </div>
    </section>
  );
}

function MakeParts({ variant, label }: Readonly<{ variant: "filled" | "default"; label: string }>): ReactElement {
  return (
    <Button component={Link} to="/household/recovery/new" variant={variant}>
      {label}
    </Button>
  );
}
