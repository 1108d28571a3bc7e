// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file A share of the paper key as people copy it: in groups of eight, on paper and in a file; and found again. Pure. */

/** Letters, digits, `-` and `_`, as the vault gives and takes a share. */
export const SHARE_CHARACTERS = 72;
const GROUP = 8;
const GROUPS = SHARE_CHARACTERS / GROUP;

export function groupsOf(share: string): readonly string[] {
  return share.match(/.{1,8}/gu) ?? [];
}

/** The share in what was typed, scanned, or pasted as a whole file. Undefined while it is not whole. */
export function findShare(text: string): string | undefined {
  const compact = text.replaceAll(/\s/gu, "");
  if (compact.length === SHARE_CHARACTERS && /^[\w-]+$/u.test(compact)) return compact;
  const [run] = RUN.exec(text) ?? [];
  // A word of eight letters may stand right before it.
  return run?.trim().split(/\s+/u).slice(-GROUPS).join("");
}

/** How many characters of it are there, for a count beside the field. */
export function countShare(text: string): number {
  return findShare(text)?.length ?? text.replaceAll(/\s/gu, "").length;
}

export type ShareFile = Readonly<{ share: string; householdName: string; day: string; address: string }>;

export function shareFile({ share, householdName, day, address }: ShareFile): string {
  return [
    `Nightlatch: part 2 of 3 of the paper key of ${householdName}`,
    day,
    "",
    groupsOf(share).slice(0, 3).join(" "),
    groupsOf(share).slice(3, 6).join(" "),
    groupsOf(share).slice(6).join(" "),
    "",
    "Two of the three parts open the recordings of this household. This one alone opens nothing.",
    "Keep it safe, and give it back only to people of that household whom you see or hear.",
    "",
    `To use it: open ${address}, choose "Use the paper key", then "Two parts".`,
    "",
  ].join("\n");
}

const RUN = new RegExp(`(?<![\\w-])(?:[\\w-]{${GROUP}}\\s+){${GROUPS - 1},}[\\w-]{${GROUP}}(?![\\w-])`, "u");
