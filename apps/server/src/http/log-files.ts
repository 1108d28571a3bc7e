// SPDX-License-Identifier: AGPL-3.0-or-later
/**
 * @file The public log's pieces as C2SP's tlog-tiles has them: for auditors, witnesses and anyone. No session, no ids;
 * a budget of their own, as whoever reads the whole log asks often and for little.
 */
import { LOG_CHECKPOINT_PATH, LOG_POLICY_PATH, LOG_TILE_PREFIX, tileKindOf } from "@nightlatch/api-contract";
import type { FastifyInstance } from "fastify";
import { ApiError } from "../errors.ts";
import type { PublicLog } from "../log/public-log.ts";

const TEXT = "text/plain; charset=utf-8";
const FOREVER = "public, max-age=31536000, immutable";
/** A partial tile is dropped when the full one is there. */
const FIVE_MINUTES = "public, max-age=300";

export function serveLogFiles(app: FastifyInstance, log: PublicLog, requestsPerMinute: number): void {
  const config = { rateLimit: { max: requestsPerMinute } };
  app.get(
    LOG_CHECKPOINT_PATH,
    { config, schema: { summary: "The log's newest checkpoint (tlog-checkpoint), with its witnesses' cosignatures." } },
    (_request, reply) => reply.type(TEXT).header("cache-control", "no-cache").send(Buffer.from(log.checkpoint)),
  );
  app.get(
    LOG_POLICY_PATH,
    { config, schema: { summary: "A tlog-policy for a household that is about to be created here." } },
    (_request, reply) => reply.type(TEXT).header("cache-control", FIVE_MINUTES).send(log.policyText),
  );
  app.get<{ Params: { "*": string } }>(
    `${LOG_TILE_PREFIX}*`,
    { config, schema: { summary: "A hash tile or an entry bundle (tlog-tiles)." } },
    async (request, reply) => {
      const path = `tile/${request.params["*"]}`;
      const kind = tileKindOf(path);
      const tile = kind === undefined ? undefined : await log.readTile(path);
      if (tile === undefined) throw new ApiError("log.unknown", "the log has no such tile");
      const cacheControl = kind === "full" ? FOREVER : FIVE_MINUTES;
      return reply.type("application/octet-stream").header("cache-control", cacheControl).send(Buffer.from(tile));
    },
  );
}
