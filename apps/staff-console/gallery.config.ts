// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file Serves the gallery: the console's screens on a vault of wax. Never part of the product's build. */
import react from "@vitejs/plugin-react";
import { defineConfig } from "vite";
import { fileURLToPath } from "node:url";

export default defineConfig({
  root: fileURLToPath(new URL("gallery", import.meta.url)),
  publicDir: "../public",
  cacheDir: "../.cache/vite-gallery",
  plugins: [react()],
  build: { outDir: "../.cache/gallery", emptyOutDir: true, target: "es2023", assetsInlineLimit: 0 },
  server: { host: "127.0.0.1", port: 8478, strictPort: false },
});
