// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file What each kind of key holder may do, in a household's words. */
import type { DeviceRole } from "../../vault-client/vault-api.ts";

export const ROLE_WORDS: Readonly<Record<DeviceRole, string>> = {
  owner: "Watches and manages",
  member: "Watches",
  guest: "Watches some cameras until a date",
  hub: "Records and seals. Can’t open recordings",
  paper: "24 words on paper, for when all devices are lost",
};
