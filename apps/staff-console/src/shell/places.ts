// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file Which screens each role has. The server refuses the rest whatever this page shows. */
import { IconGavel, IconInbox, IconPlayerPlay, IconUsers } from "@tabler/icons-react";
import type { Place } from "@nightlatch/ui-kit/AppFrame";
import type { StaffRole } from "../vault-client/vault-api.ts";

type StaffPlace = Place & Readonly<{ roles: readonly StaffRole[] }>;

const PLACES: readonly StaffPlace[] = [
  { to: "/cases", label: "Cases", Icon: IconInbox, roles: ["support", "supervisor"] },
  { to: "/granted", label: "Granted", Icon: IconPlayerPlay, roles: ["support"] },
  { to: "/roster", label: "Roster", Icon: IconUsers, roles: ["officer", "supervisor"] },
  { to: "/legal", label: "Legal register", Icon: IconGavel, roles: ["officer"] },
];

export function placesOf(role: StaffRole): readonly Place[] {
  return PLACES.filter(({ roles }) => roles.includes(role));
}
