// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file The hub's warnings that nobody at this device has marked as read. */
import { useMemo } from "react";
import { useAnswer } from "@nightlatch/ui-kit/use-answer";
import type { AlarmView } from "../../vault-client/vault-api.ts";
import { useVaultView } from "../../vault-view/vault-view.ts";

export function useUnreadAlarms(): readonly AlarmView[] {
  const alarms = useAnswer(useVaultView().alarms);
  return useMemo(() => (alarms.kind === "here" ? alarms.value.filter(({ isRead }) => !isRead) : []), [alarms]);
}
