// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file A new owner's first day, said where owners change things: until when, and what waits until then. */
import { IconHourglass } from "@tabler/icons-react";
import type { ReactElement } from "react";
import { useLocation } from "react-router";
import { clockTime, dayInside } from "@nightlatch/ui-kit/time-words";
import { useAnswer } from "@nightlatch/ui-kit/use-answer";
import { useNow } from "@nightlatch/ui-kit/use-now";
import type { HouseholdView } from "../vault-client/vault-api.ts";
import { useVaultView } from "../vault-view/vault-view.ts";

export function SettlingBanner({ household }: Readonly<{ household: HouseholdView }>): ReactElement | null {
  const { pathname } = useLocation();
  const nowMs = useNow(30_000);
  const devices = useAnswer(useVaultView().devices);
  const { settlesAtMs, thisDevice } = household;
  if (settlesAtMs === undefined || settlesAtMs <= nowMs || !pathname.startsWith("/household")) return null;
  const others = devices.kind === "here" ? devices.value : [];
  const isAlone = !others.some(({ id, isRemoved, role }) => role === "owner" && !isRemoved && id !== thisDevice.id);
  return (
    <div className="banner" role="status">
      <IconHourglass size={20} aria-hidden="true" />
      <p>
        <strong>
          This device is new as an owner, until {dayInside(settlesAtMs, nowMs)}, {clockTime(settlesAtMs)}.
        </strong>{" "}
        {isAlone
          ? "Watching works now. Letting people in or out, and new rules, wait until then."
          : "Watching works now. Until then another owner has to confirm whom you let in or out, and new rules."}
      </p>
    </div>
  );
}
