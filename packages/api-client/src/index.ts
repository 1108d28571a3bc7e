// SPDX-License-Identifier: AGPL-3.0-or-later
export { DeviceSession, type SessionKey } from "./device-session.ts";
export { ClientError, isPassing, type ClientErrorCode, type ErrorDetails } from "./errors.ts";
export { HttpClient, type CallOptions, type FetchLike, type HttpClientOptions } from "./http-client.ts";
export { LiveChannel, type ChannelState, type LiveChannelOptions, type SocketLike } from "./live-channel.ts";
export { logAnswerOf } from "./log-answer.ts";
export { findLogObject } from "./log-objects.ts";
