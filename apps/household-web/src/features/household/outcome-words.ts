// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file What became of a wish to give someone more, in one sentence. */
import type { Outcome } from "../../vault-client/vault-api.ts";

export const OUTCOME_WORDS: Readonly<Record<Outcome, string>> = {
  in: "Done",
  "waits-for-hub": "Signed. It works as soon as your hub has seen it in the public log.",
  proposed: "Asked for. Another owner has to confirm it first.",
};
