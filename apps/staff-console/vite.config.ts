// SPDX-License-Identifier: AGPL-3.0-or-later
/**
 * @file How the staff console is built: plain files with a hash in each name, no inline script (the server's
 * Content-Security-Policy forbids it), one worker bundle that holds all keys. No service worker: a console that
 * works without its server has nothing to show.
 */
import react from "@vitejs/plugin-react";
import { defineConfig } from "vite";

export default defineConfig({
  plugins: [react()],
  worker: { format: "es" },
  build: {
    target: "es2023",
    // A data: URL would need a hole in the policy.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    sourcemap: false,
  },
  // The server is reached at the console's own origin; `vite` alone needs one to pass requests on to.
  server: { host: "127.0.0.1", port: 5174, proxy: { "/v1": { target: "http://127.0.0.1:8420", ws: true } } },
});
