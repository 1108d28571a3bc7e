// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file Screens of some roles alone; everybody else is led to their own. */
import type { ReactElement } from "react";
import { Navigate, Outlet } from "react-router";
import type { StaffRole } from "../vault-client/vault-api.ts";
import { useMe } from "../vault-view/vault-view.ts";

export function Only({ roles }: Readonly<{ roles: readonly StaffRole[] }>): ReactElement {
  return roles.includes(useMe().role) ? <Outlet /> : <Navigate to="/home" replace />;
}
