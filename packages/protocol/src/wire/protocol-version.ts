// SPDX-License-Identifier: AGPL-3.0-or-later
/** The one version of every structure. Another number is refused, never guessed at (protocol §1). */
export const PROTOCOL_VERSION = 1;
