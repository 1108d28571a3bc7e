// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file The calls of the staff's origin, signed in or not. A port, so that tests can stand in for the network. */
import type { CallInput, CallOutput, STAFF_ROUTES, StaffRouteName } from "@nightlatch/api-contract";

export type StaffCall = <N extends StaffRouteName>(
  name: N,
  input: CallInput<(typeof STAFF_ROUTES)[N]>,
) => Promise<CallOutput<(typeof STAFF_ROUTES)[N]>>;

/** @param token absent: for what is open to whoever has not signed in yet */
export type StaffServer = Readonly<{ callAs: (token: string | undefined) => StaffCall }>;
