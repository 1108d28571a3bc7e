// SPDX-License-Identifier: AGPL-3.0-or-later

/** One clear sentence for the person at the terminal. Printed without a stack: nothing here is a bug. */
export class Refusal extends Error {}
