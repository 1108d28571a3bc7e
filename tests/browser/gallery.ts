// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file Serves the app's screens on a vault of wax (apps/household-web/gallery): every state, without servers. */
import { build, preview } from "vite";
import { invariant } from "@nightlatch/errors";

export type Gallery = Readonly<{ address: string }> & AsyncDisposable;

export async function startGallery(): Promise<Gallery> {
  const configFile = new URL("../../apps/household-web/gallery.config.ts", import.meta.url).pathname;
  await build({ configFile, logLevel: "error" });
  const server = await preview({ configFile, logLevel: "error", preview: { host: "127.0.0.1", port: 0 } });
  const address = server.resolvedUrls?.local[0];
  invariant(address !== undefined, "a listening server knows its address");
  return { address: address.replace(/\/$/, ""), [Symbol.asyncDispose]: () => server.close() };
}
