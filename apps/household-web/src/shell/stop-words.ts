// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file What each kind of stop means, and what to do, in a household's words. Pure. */
export type StopWords = Readonly<{ title: string; meaning: string; todo: string }>;

export function stopWords(code: string): StopWords {
  if (code.endsWith(".rollback")) return ROLLBACK;
  if (code.endsWith(".fork")) return FORK;
  return code === "ledger.withheld" ? WITHHELD : UNTRUE;
}

const ROLLBACK: StopWords = {
  title: "The server went back in time",
  meaning:
    "It showed an older list of who can watch than this browser has already seen. That could bring somebody back who was removed.",
  todo: "Ask whoever runs the server whether an old backup was put back. Save the evidence first.",
};

const FORK: StopWords = {
  title: "Two histories that can’t both be true",
  meaning:
    "The server showed this browser one list of who can watch, and somebody else another. That could be an attempt to let someone in unseen.",
  todo: "Compare codes with the others at home, let nobody in, and show the evidence to whoever runs the server.",
};

const WITHHELD: StopWords = {
  title: "The server keeps something back",
  meaning: "It holds steps of your household that it does not show to this browser.",
  todo: "Ask whoever runs the server. Another device at home may have been shown more than this one.",
};

const UNTRUE: StopWords = {
  title: "What the server showed can’t be true",
  meaning: "Its account of who belongs to your household does not match what was signed.",
  todo: "Save the evidence and show it to whoever runs the server.",
};
