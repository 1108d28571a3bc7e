// SPDX-License-Identifier: AGPL-3.0-or-later
export { NightlatchError, hasCode, type ErrorOptionsWithAdvice } from "./nightlatch-error.ts";
export { invariant, assertNever } from "./invariant.ts";
