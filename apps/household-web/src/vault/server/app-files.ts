// SPDX-License-Identifier: AGPL-3.0-or-later
/**
 * @file The app's own files as this browser runs them: the service worker answers with those that it keeps, and the
 * server with the rest.
 */
import type { FetchLike } from "@nightlatch/api-client";

/** The page stands in a release under its own name, and is served at the root. */
const PAGE = "index.html";

export async function readAppFile(origin: string, fetch: FetchLike, path: string): Promise<Uint8Array | undefined> {
  const response = await fetch(`${origin}/${path === PAGE ? "" : path}`, { method: "GET" });
  return response.ok ? new Uint8Array(await response.arrayBuffer()) : undefined;
}
