// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file What a hub's and a viewer's live connection have in common. */
import { errorRow } from "@nightlatch/api-contract";
import type { Logger } from "pino";
import type { WebSocket } from "ws";
import type { ApiError } from "../errors.ts";
import type { HubDesk } from "../log/hub-desk.ts";
import type { Metrics } from "../observability/metrics.ts";
import type { CaseEvents } from "../services/cases/case-events.ts";
import type { StaffWatching } from "../services/grants/staff-watching.ts";
import type { LaneEvents } from "../services/lane-events.ts";
import type { Sessions } from "../services/sessions.ts";
import type { LiveRelay } from "./live-relay.ts";

const POLICY_VIOLATION = 1008;

/** What a connection does once it is known whose it is. */
export interface LiveSocket<Message> {
  /** The peer knows that it is in: from here on it may be told things. */
  onReady(): void;
  onText(message: Message): void;
  onBytes(bytes: Buffer): void;
  onClose(): void;
}

export type SocketParts = Readonly<{
  sessions: Sessions;
  events: LaneEvents;
  relay: LiveRelay;
  /** Where hubs may be asked to witness. */
  desk: HubDesk;
  /** Cases that households follow, and who of the staff watches; silent where there is no operator. */
  caseEvents: CaseEvents;
  watching: StaffWatching;
  metrics: Metrics;
  logger: Logger;
}>;

/** Says why, then closes. */
export function refuse(socket: WebSocket, { code, message }: ApiError): void {
  if (socket.readyState !== socket.OPEN) return;
  socket.send(JSON.stringify({ type: "error", code, message, advice: errorRow(code).advice }));
  socket.close(POLICY_VIOLATION, code);
}
