// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file How many of the hub's warnings nobody at this device has read yet, as a number on the way there. */
import type { ReactElement } from "react";
import { useUnreadAlarms } from "../features/history/use-unread-alarms.ts";
import "./unread-badge.css";

export function UnreadBadge(): ReactElement | null {
  const { length } = useUnreadAlarms();
  if (length === 0) return null;
  return (
    <span className="unread numbers">
      <span aria-hidden="true">{length}</span>
      <span className="spoken-only">{length === 1 ? ", 1 unread warning" : `, ${length} unread warnings`}</span>
    </span>
  );
}
