// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file Says why there was nothing where someone pointed, since playing went on at the next recording. */
import { IconInfoCircle } from "@tabler/icons-react";
import type { ReactElement } from "react";
import { clockTime } from "@nightlatch/ui-kit/time-words";
import type { GapView } from "../../vault-client/vault-api.ts";
import { GAP_ADVICE, GAP_WORDS } from "./gap-words.ts";

export function SkippedGap({ gap }: Readonly<{ gap: GapView | undefined }>): ReactElement {
  return (
    <div role="status" className="skipped">
      {gap !== undefined && (
        <p className={gap.reason === "missing" ? "skipped-words skipped-words-bad" : "skipped-words"}>
          <IconInfoCircle size={18} aria-hidden="true" />
          <span>
            <strong>{GAP_WORDS[gap.reason]}</strong>{" "}
            <span className="numbers">
              {clockTime(gap.fromMs)} to {clockTime(gap.toMs)}
            </span>
            . {GAP_ADVICE[gap.reason]}
          </span>
        </p>
      )}
    </div>
  );
}
