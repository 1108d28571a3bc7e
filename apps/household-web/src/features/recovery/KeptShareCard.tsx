// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file The part that this device keeps for the household: hidden until somebody asks to see it. */
import { Button, CopyButton } from "@mantine/core";
import { IconCheck, IconCopy, IconKey } from "@tabler/icons-react";
import { useState, type ReactElement } from "react";
import { useAnswer } from "@nightlatch/ui-kit/use-answer";
import { useHousehold } from "../../vault-view/use-household.ts";
import { useVaultView } from "../../vault-view/vault-view.ts";
import { ShareSheet } from "./ShareSheet.tsx";

export function KeptShareCard(): ReactElement | null {
  const kept = useAnswer(useVaultView().keptShare);
  const { isOwner, name } = useHousehold();
  const [isOpen, setOpen] = useState(false);
  if (kept.kind !== "here") return null;
  if (kept.value === undefined) return isOwner ? null : <p className="card row dim">This device keeps no part.</p>;
  const { text, madeAtMs, isOutdated } = kept.value;
  return (
    <section className="section" aria-labelledby="kept-part">
      <div className="section-head">
        <h2 className="section-title" id="kept-part">
          Kept on this device
        </h2>
      </div>
      <div className="card">
        <div className="row">
          <span className="row-icon row-icon-brass">
            <IconKey size={22} stroke={1.7} aria-hidden="true" />
          </span>
          <div className="row-words">
            <p className="row-title">Part 3 of the paper key</p>
            <p className="row-note">
              {isOutdated
                ? "Of an older paper key: it opens nothing any more."
                : "Show it when somebody of your household comes back in. Alone it opens nothing."}
            </p>
          </div>
          <Button variant="default" onClick={() => setOpen(!isOpen)} aria-expanded={isOpen}>
            {isOpen ? "Hide" : "Show"}
          </Button>
        </div>
        {isOpen && (
          <div className="kept-share">
            <ShareSheet share={text} place={3} householdName={name} madeAtMs={madeAtMs} />
            <CopyButton value={text} timeout={3000}>
              {({ copied, copy }) => (
                <Button
                  variant="default"
                  onClick={copy}
                  leftSection={
                    copied ? <IconCheck size={18} aria-hidden="true" /> : <IconCopy size={18} aria-hidden="true" />
                  }
                >
                  {copied ? "Copied" : "Copy this part"}
                </Button>
              )}
            </CopyButton>
          </div>
        )}
      </div>
    </section>
  );
}
