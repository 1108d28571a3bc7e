// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file A household's lane in the public log: its leaves, and the proof that the newest one is in (protocol §13). */
import { LANE_LEAF_BYTES } from "@nightlatch/protocol/wire";
import { z } from "zod";
import { defineRoute } from "../define-route.ts";
import { bytesText, count, countText, exactBytesText, hashText } from "../field-types.ts";
import { MAX_CHECKPOINT_BYTES } from "../limits.ts";

/** Levels of a tree over more leaves than JavaScript can count. */
const MAX_PROOF_HASHES = 64;

const leaf = exactBytesText(LANE_LEAF_BYTES);
/** Opens the leaf's commitment. The household and the server know it, and nobody else. */
const salt = exactBytesText(32);
export const logProof = z.array(hashText).max(MAX_PROOF_HASHES);

export const saltedLeaf = z.object({ leaf, salt });

export const readLane = defineRoute({
  method: "GET",
  path: "/v1/log/lane",
  summary: "The lane's last leaf, in the log already (`index`) or not. Empty when there is none.",
  auth: "device",
  status: 200,
  response: z.object({
    leaf: leaf.optional(),
    salt: salt.optional(),
    /** The ledger entry whose head the leaf commits to. */
    seq: count.optional(),
    index: count.optional(),
  }),
  isIdempotent: true,
  errors: [],
});

export const readLogProof = defineRoute({
  method: "GET",
  path: "/v1/log/proof",
  summary: "A checkpoint with its cosignatures, its consistency with size `from`, and the lane's newest leaf in it.",
  auth: "device",
  query: z.object({ from: countText().default(0) }),
  status: 200,
  response: z.object({
    /** A signed note (C2SP): the log's line, its witnesses' lines, and those of this household's hubs. */
    checkpoint: bytesText(MAX_CHECKPOINT_BYTES),
    /** Empty from size 0, and where `from` is not smaller than the checkpoint. */
    consistency: logProof,
    leaf: z.object({ leaf, salt, seq: count, index: count, inclusion: logProof }).optional(),
  }),
  isIdempotent: true,
  errors: ["request.malformed"],
});

export const putLeaf = defineRoute({
  method: "POST",
  path: "/v1/log/leaves",
  summary: "Adds a cover leaf, or the leaf of a head that its author could not log. The same leaf again is taken.",
  auth: "device",
  body: z.object({ leaf, salt, seq: count }),
  status: 201,
  response: z.object({ slot: count }),
  isIdempotent: true,
  errors: ["request.malformed", "ledger.conflict", "leaf.refused", "access.denied", "rate.limited"],
});
