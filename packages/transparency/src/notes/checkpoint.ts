// SPDX-License-Identifier: AGPL-3.0-or-later
/**
 * @file A log's tree head as text: c2sp.org/tlog-checkpoint, "Note text". Origin, size, root, and extension lines,
 * which we carry and never read. Twins in one order.
 */
import { encodeUtf8 } from "@nightlatch/bytes";
import { TransparencyError } from "../errors.ts";
import type { TreeHead } from "../merkle/tree-head.ts";
import { formatHash, parseDecimal, parseHash } from "./text-fields.ts";

export type Checkpoint = TreeHead & Readonly<{ origin: string; extensions: readonly string[] }>;

/** c2sp.org/tlog-cosignature puts the origin into a field of at most 255 bytes. */
const MAX_ORIGIN_BYTES = 255;

/** @throws transparency.malformed */
export function parseCheckpoint(text: string): Checkpoint {
  if (!text.endsWith("\n")) throw malformed("a checkpoint ends with a newline");
  const [origin = "", size = "", root = "", ...extensions] = text.slice(0, -1).split("\n");
  if (origin === "" || encodeUtf8(origin).length > MAX_ORIGIN_BYTES) throw malformed("the origin has 1 to 255 bytes");
  if (extensions.includes("")) throw malformed("an extension line is not empty");
  return { origin, size: parseDecimal(size), root: parseHash(root), extensions };
}

export function formatCheckpoint({ origin, size, root, extensions }: Checkpoint): string {
  return [origin, String(size), formatHash(root), ...extensions].map((line) => `${line}\n`).join("");
}

function malformed(message: string): TransparencyError {
  return new TransparencyError("transparency.malformed", message);
}
