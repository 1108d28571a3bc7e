// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file The live socket of the staff's origin. */
import { STAFF_SOCKET_PATH, staffToServer } from "@nightlatch/api-contract";
import type { Logger } from "pino";
import type { Clock } from "../ports/clock.ts";
import type { Grants } from "../services/grants/grants.ts";
import type { StaffWatching } from "../services/grants/staff-watching.ts";
import type { Operator } from "../services/operator/operator.ts";
import type { StaffEvents } from "../services/staff/staff-events.ts";
import type { StaffSessions } from "../services/staff/staff-sessions.ts";
import type { LiveRelay } from "./live-relay.ts";
import { greeterAt } from "./socket-door.ts";
import { StaffSocket } from "./staff-socket.ts";

export type StaffSocketParts = Readonly<{
  staffSessions: StaffSessions;
  staffEvents: StaffEvents;
  operator: Operator;
  grants: Grants;
  relay: LiveRelay;
  watching: StaffWatching;
  clock: Clock;
  logger: Logger;
}>;

export function staffDoor(parts: StaffSocketParts) {
  return greeterAt({
    path: STAFF_SOCKET_PATH,
    kind: "staff",
    schema: staffToServer,
    // Every role hears news; grants name support alone.
    enter: (token) => Promise.resolve().then(() => parts.staffSessions.authenticate(token)),
    deviceOf: ({ member }) => member.id,
    open: (socket, caller) => new StaffSocket(socket, caller, parts),
  });
}
