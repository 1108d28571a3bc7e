// SPDX-License-Identifier: AGPL-3.0-or-later
/**
 * @file How the household's app is built: plain files with a hash in each name, no inline script (the server's
 * Content-Security-Policy forbids it), one worker bundle for the vault, one service worker at the root.
 */
import react from "@vitejs/plugin-react";
import { defineConfig } from "vite";
import { serviceWorkerFiles } from "./build/service-worker-files.ts";

const SERVICE_WORKER = "service-worker";

export default defineConfig({
  plugins: [react(), serviceWorkerFiles(`${SERVICE_WORKER}.js`)],
  worker: { format: "es" },
  build: {
    target: "es2023",
    // A data: URL would need a hole in the policy.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    sourcemap: false,
    rolldownOptions: {
      input: { index: "index.html", [SERVICE_WORKER]: "src/pwa/service-worker.ts" },
      output: {
        // Its scope is the folder it is served from, and its address must never change.
        entryFileNames: (chunk) => (chunk.name === SERVICE_WORKER ? "[name].js" : "assets/[name]-[hash].js"),
      },
    },
  },
  // The server is reached at the app's own origin; `vite` alone needs one to pass requests on to.
  server: { host: "127.0.0.1", proxy: { "/v1": { target: "http://127.0.0.1:8420", ws: true } } },
});
