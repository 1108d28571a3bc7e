// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file The three ways to be let in, in a household's words. */
export const ROLE_CHOICES = [
  { role: "member", title: "Family member", words: "Watches chosen groups of cameras, past recordings too" },
  { role: "guest", title: "Guest", words: "Watches chosen cameras, from now on, until a date" },
  { role: "owner", title: "Owner", words: "Watches everything, and lets people in and out" },
] as const;
