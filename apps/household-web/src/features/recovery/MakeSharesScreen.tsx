// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file Cutting the paper key: the keeper and the 24 words, then the part for the paper, then the relative's. */
import { useState, type ReactElement } from "react";
import { useNavigate } from "react-router";
import { PageHeader } from "@nightlatch/ui-kit/PageHeader";
import type { RecoveryShares } from "../../vault-client/vault-api.ts";
import { MadeShares } from "./MadeShares.tsx";
import { SplitForm } from "./SplitForm.tsx";

export function MakeSharesScreen(): ReactElement {
  const navigate = useNavigate();
  /** In this screen's memory alone, and gone with it. */
  const [made, setMade] = useState<RecoveryShares>();
  return (
    <div className="narrow">
      <PageHeader title="Make three parts" back={{ to: "/household/recovery", label: "Recovery parts" }} />
      <div className="card form">
        {made === undefined ? (
          <SplitForm onMade={setMade} />
        ) : (
          <MadeShares made={made} onDone={() => void navigate("/household/recovery", { replace: true })} />
        )}
      </div>
    </div>
  );
}
