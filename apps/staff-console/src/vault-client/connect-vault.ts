// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file Starts the worker that holds the keys: one a tab. It ends with the tab. */
import type { VaultApi } from "./vault-api.ts";
import { createVaultClient } from "./vault-client.ts";

export function connectVault(): VaultApi {
  const worker = new Worker(new URL("../vault/vault.worker.ts", import.meta.url), { type: "module", name: "vault" });
  return createVaultClient(worker);
}
