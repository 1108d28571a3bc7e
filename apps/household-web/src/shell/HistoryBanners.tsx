// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file That the hub caught the server at something; and a history that cannot be followed for now. */
import { IconClockPause, IconShieldExclamation } from "@tabler/icons-react";
import type { ReactElement } from "react";
import { Link, useLocation } from "react-router";
import type { HouseholdView } from "../vault-client/vault-api.ts";
import { useUnreadAlarms } from "../features/history/use-unread-alarms.ts";

export function HistoryBanners({ household }: Readonly<{ household: HouseholdView }>): ReactElement {
  const { pathname } = useLocation();
  const unread = useUnreadAlarms();
  const [newest] = unread;
  const { heldUp, log } = household;
  return (
    <>
      {newest !== undefined && pathname !== ALARMS_ARE_AT && (
        <div className="banner banner-loud" role="alert">
          <IconShieldExclamation size={24} aria-hidden="true" />
          <p>
            <strong>{newest.hub.name} caught the server at something.</strong> {newest.problem.advice}
          </p>
          <Link to={ALARMS_ARE_AT}>{unread.length === 1 ? "Read it" : `Read all ${unread.length} warnings`}</Link>
        </div>
      )}
      {heldUp !== undefined && (
        <div className="banner" role="status">
          <IconClockPause size={20} aria-hidden="true" />
          <p>
            <strong>A change has to wait.</strong> {heldUp.advice}
          </p>
        </div>
      )}
      {log.kind === "stale" && (
        <div className="banner" role="status">
          <IconClockPause size={20} aria-hidden="true" />
          <p>
            <strong>Your hub has not checked the history for a while.</strong> {log.problem.advice} Watching and
            removing still work.
          </p>
        </div>
      )}
    </>
  );
}

const ALARMS_ARE_AT = "/household/history";
