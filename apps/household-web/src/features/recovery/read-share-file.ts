// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file The share in a file that somebody kept for the household. Such a file is short; anything else is another file. */
import { NightlatchError } from "@nightlatch/errors";
import { findShare } from "./share-text.ts";

const MAX_BYTES = 65_536;

/** @throws recovery.no_share */
export async function readShareFile(file: Pick<Blob, "size" | "text">): Promise<string> {
  const share = file.size > MAX_BYTES ? undefined : findShare(await file.text());
  if (share !== undefined) return share;
  throw new NightlatchError("recovery.no_share", "no share in this file", {
    advice: "Choose the file that was saved as part of the paper key, or type what stands in it.",
  });
}
