// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file The ways from the household to its history, its camera groups, its rules and the comparing of codes. */
import { IconChevronRight, IconListDetails, IconNumbers, IconScale, IconStack2 } from "@tabler/icons-react";
import type { ReactElement } from "react";
import { Link } from "react-router";
import { useUnreadAlarms } from "../history/use-unread-alarms.ts";

export function HouseholdPlaces({ isOwner }: Readonly<{ isOwner: boolean }>): ReactElement {
  return (
    <section className="section" aria-label="More about the household">
      <ul className="rows card">
        {PLACES.filter(({ forOwners }) => isOwner || !forOwners).map(({ to, title, note, Icon }) => (
          <li key={to}>
            <Link className="row" to={to}>
              <span className="row-icon">
                <Icon size={22} stroke={1.7} aria-hidden="true" />
              </span>
              <span className="row-words">
                <span className="row-title">
                  {title}
                  {to === "/household/history" && <UnreadTag />}
                </span>
                <span className="row-note">{note}</span>
              </span>
              <IconChevronRight size={20} className="row-go" aria-hidden="true" />
            </Link>
          </li>
        ))}
      </ul>
    </section>
  );
}

function UnreadTag(): ReactElement | null {
  const { length } = useUnreadAlarms();
  return length === 0 ? null : <span className="tag tag-bad">{length === 1 ? "1 warning" : `${length} warnings`}</span>;
}

const PLACES = [
  {
    to: "/household/history",
    title: "What happened",
    note: "Who let in or removed whom, and when",
    Icon: IconListDetails,
    forOwners: false,
  },
  {
    to: "/household/compare",
    title: "Compare codes",
    note: "Be sure that all of you are shown the same",
    Icon: IconNumbers,
    forOwners: false,
  },
  {
    to: "/household/groups",
    title: "Camera groups",
    note: "Which cameras belong together, and who sees them",
    Icon: IconStack2,
    forOwners: true,
  },
  {
    to: "/household/rules",
    title: "Rules",
    note: "Whether owners decide alone or together",
    Icon: IconScale,
    forOwners: true,
  },
] as const;
