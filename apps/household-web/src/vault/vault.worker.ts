// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file The worker that alone holds keys: put together here, once. */
import { DeviceSession, HttpClient } from "@nightlatch/api-client";
import { systemRandom } from "@nightlatch/crypto/random";
import type { Failure } from "../vault-client/messages.ts";
import type { VaultApi } from "../vault-client/vault-api.ts";
import { cameraCalls } from "./calls/camera-calls.ts";
import { groupCalls } from "./calls/group-calls.ts";
import { historyCalls } from "./calls/history-calls.ts";
import { peopleCalls } from "./calls/people-calls.ts";
import { recoveryCalls } from "./calls/recovery-calls.ts";
import { startingCalls } from "./calls/starting-calls.ts";
import { supportCalls } from "./calls/support-calls.ts";
import { VaultContext } from "./calls/vault-context.ts";
import { watchingCalls } from "./calls/watching-calls.ts";
import { serveVault, type PagePort } from "./serve-vault.ts";
import { findLane } from "./server/find-lane.ts";
import { readAppFile } from "./server/app-files.ts";
import { publicServer } from "./server/public-server.ts";
import { sessionServer } from "./server/session-server.ts";
import { openViewerSocket } from "./server/viewer-socket.ts";
import { openVaultDatabase } from "./store/database.ts";

const origin = location.origin;
const ask = (url: string, init: RequestInit): Promise<Response> => fetch(url, init);
const http = new HttpClient({ baseUrl: origin, fetch: ask });
const nowMs = (): number => Date.now();

// In a dedicated worker the global object is the port to its page.
const page = globalThis as unknown as PagePort;

async function startVault(): Promise<VaultApi> {
  const context = new VaultContext({
    database: await openVaultDatabase(),
    publicServer: publicServer({ http, origin, fetch: ask, nowMs }),
    signIn: (prover) => {
      const signedIn = new DeviceSession(http, prover, nowMs);
      return sessionServer(signedIn, (session, events) => openViewerSocket(origin, session, events));
    },
    findLane: (device) => findLane(http, device),
    readAppFile: (path) => readAppFile(origin, ask, path),
    appOrigin: origin,
    random: systemRandom,
    nowMs,
    monotonicMs: () => performance.now(),
  });
  // All calls may count on it. If it fails, `status` tries again and says why.
  await context.reopen().catch(() => undefined);
  return {
    ...startingCalls(context),
    ...recoveryCalls(context),
    ...peopleCalls(context),
    ...groupCalls(context),
    ...historyCalls(context),
    ...cameraCalls(context),
    ...watchingCalls(context),
    ...supportCalls(context),
    subscribe: (listener) => context.subscribe(listener),
  };
}

startVault().then(
  (vault) => serveVault(page, vault),
  (error: unknown) => page.postMessage({ kind: "broken", failure: storageFailure(error) }, []),
);

/** Private windows of some browsers keep nothing; without storage there is nowhere to put a key. */
function storageFailure(error: unknown): Failure {
  const message = error instanceof Error ? error.message : "unknown";
  const advice = "This browser window does not let the app store its key. Leave private mode, or allow site storage.";
  return { code: "vault.no_storage", message, advice };
}
