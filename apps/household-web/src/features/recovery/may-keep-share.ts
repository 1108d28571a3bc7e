// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file Which devices are offered as keepers: another one, of someone who stays, that has its keys. Pure. */
import type { DeviceView } from "../../vault-client/vault-api.ts";

export function mayKeepShare({ admission, isRemoved, isThisDevice, role }: DeviceView): boolean {
  return !isRemoved && !isThisDevice && admission === "proved" && (role === "owner" || role === "member");
}
