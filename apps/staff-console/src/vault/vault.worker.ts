// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file The worker that alone holds keys: put together here, once. */
import { StaffHttpClient } from "@nightlatch/api-client";
import { systemRandom } from "@nightlatch/crypto/random";
import type { Failure } from "../vault-client/messages.ts";
import type { VaultApi } from "../vault-client/vault-api.ts";
import { caseCalls } from "./calls/case-calls.ts";
import { grantCalls } from "./calls/grant-calls.ts";
import { legalCalls } from "./calls/legal-calls.ts";
import { rosterCalls } from "./calls/roster-calls.ts";
import { startingCalls } from "./calls/starting-calls.ts";
import { viewerCalls } from "./calls/viewer-calls.ts";
import { CaseDesk } from "./desk/case-desk.ts";
import { Desk } from "./desk/desk.ts";
import { LiveDesk } from "./desk/live-desk.ts";
import { problemOf, serveVault, type PagePort } from "./serve-vault.ts";
import { openConsoleDatabase, type ConsoleDatabase } from "./store/database.ts";

const origin = location.origin;
const http = new StaffHttpClient({ baseUrl: origin, fetch: (url, init) => fetch(url, init) });

// In a dedicated worker the global object is the port to its page.
const page = globalThis as unknown as PagePort;

async function startVault(database: ConsoleDatabase): Promise<VaultApi> {
  const desk = await Desk.open({
    database,
    server: { callAs: (token) => (name, input) => http.call(name, input, { token }) },
    random: systemRandom,
    nowMs: () => Date.now(),
  });
  const cases = new CaseDesk(desk);
  const live = new LiveDesk(desk, cases, origin);
  return {
    ...startingCalls(desk),
    ...caseCalls(desk, cases),
    ...grantCalls(desk, cases),
    ...rosterCalls(desk),
    ...legalCalls(desk),
    ...viewerCalls({ desk, live, locks: navigator.locks, monotonicMs: () => performance.now() }),
    subscribe: (listener) => desk.subscribe(listener),
  };
}

openConsoleDatabase()
  .then(startVault, (error: unknown) => Promise.reject(new StorageRefused(error)))
  .then(
    (vault) => serveVault(page, vault),
    (error: unknown) => page.postMessage({ kind: "broken", failure: failureOf(error) }, []),
  );

class StorageRefused extends Error {
  constructor(cause: unknown) {
    super("no storage", { cause });
  }
}

/** Private windows of some browsers keep nothing; without storage there is nowhere to put a key. */
function failureOf(error: unknown): Failure {
  if (!(error instanceof StorageRefused)) return { ...problemOf(error), message: "the console did not start" };
  const advice =
    "This browser window does not let the console store its key. Leave private mode, or allow site storage.";
  return { code: "vault.no_storage", message: error.message, advice };
}
