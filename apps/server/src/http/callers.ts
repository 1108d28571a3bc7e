// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file Who calls a route, if they may: a household's device, or one of the operator's staff. */
import type { RouteName, StaffRouteName } from "@nightlatch/api-contract";
import { mayCall } from "../access/permissions.ts";
import { mayStaffCall } from "../access/staff-permissions.ts";
import { ApiError } from "../errors.ts";
import type { Caller, Sessions } from "../services/sessions.ts";
import type { StaffCaller, StaffSessions } from "../services/staff/staff-sessions.ts";

/** @throws session.unknown | session.expired | session.refused | access.denied */
export async function callerOf(sessions: Sessions, token: string, name: RouteName): Promise<Caller> {
  const isForRemoved = name === "readEntries";
  const caller = await (isForRemoved ? sessions.authenticateEvenRemoved(token) : sessions.authenticate(token));
  if (!mayCall(caller.device.role, name)) throw new ApiError("access.denied", "the role may not do this");
  return caller;
}

/** @throws session.unknown | session.expired | session.refused | access.denied */
export function staffCallerOf(sessions: StaffSessions, token: string, name: StaffRouteName): StaffCaller {
  const caller = sessions.authenticate(token);
  if (!mayStaffCall(caller.member.role, name)) throw new ApiError("access.denied", "the role may not do this");
  return caller;
}
