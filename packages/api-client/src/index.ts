// SPDX-License-Identifier: AGPL-3.0-or-later
export { DeviceSession, type SessionKey } from "./device-session.ts";
export { ClientError, isPassing, type ClientErrorCode, type ErrorDetails } from "./errors.ts";
export type { CallOptions, FetchLike, HttpClientOptions } from "./call-route.ts";
export { HttpClient, StaffHttpClient } from "./http-client.ts";
export { LiveChannel, type ChannelState, type LiveChannelOptions, type SocketLike } from "./live-channel.ts";
export { logAnswerOf } from "./log-answer.ts";
export { readOperatorItems, readProvedItem, type AnsweredItem } from "./operator-items.ts";
export { findLogObject } from "./log-objects.ts";
export { StaffSession, type StaffKey } from "./staff-session.ts";
export { RosterBook, type KeptEntries, type OperatorView, type RosterNews, type RosterStore } from "./roster-book.ts";
