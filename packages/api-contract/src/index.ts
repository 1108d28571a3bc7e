// SPDX-License-Identifier: AGPL-3.0-or-later
export { defineRoute, OCTETS, type CallInput, type CallOutput, type Route } from "./define-route.ts";
export {
  API_ERROR_CODES,
  errorBody,
  errorRow,
  isApiErrorCode,
  type ApiErrorCode,
  type ErrorBody,
} from "./error-table.ts";
export * from "./limits.ts";
export * from "./log-paths.ts";
export { ROUTES, type ClipItem, type RouteName } from "./routes/index.ts";
export { STAFF_ROUTES, type StaffRouteName } from "./routes/staff/index.ts";
export {
  aliveMessage,
  HUB_SOCKET_PATH,
  hubToServer,
  serverToHub,
  socketError,
  type HubToServer,
  type ServerToHub,
} from "./sockets/hub-channel.ts";
export {
  decodeMediaMessage,
  encodeMediaHead,
  encodeMediaMessage,
  MEDIA_HEAD_BYTES,
  MEDIA_KINDS,
  type MediaKind,
  type MediaMessage,
} from "./sockets/media-message.ts";
export {
  serverToViewer,
  VIEWER_SOCKET_PATH,
  viewerToServer,
  type ServerToViewer,
  type ViewerToServer,
} from "./sockets/viewer-channel.ts";
export {
  serverToStaff,
  STAFF_SOCKET_PATH,
  staffToServer,
  type ServerToStaff,
  type StaffToServer,
} from "./sockets/staff-channel.ts";
export { formatStaffOffer, parseStaffOffer } from "./staff-offer.ts";
