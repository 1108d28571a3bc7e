// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file Where the programs of this project lie, relative to this one. */
import { fileURLToPath } from "node:url";

export const PROJECT_ROOT = fileURLToPath(new URL("../../../", import.meta.url));
export const WEB_APP_DIR = fileURLToPath(new URL("../../household-web/", import.meta.url));
export const WEB_ROOT = fileURLToPath(new URL("../../household-web/dist/", import.meta.url));

export function entryOf(app: "server" | "hub" | "demo-camera"): string {
  return fileURLToPath(new URL(`../../${app}/src/main.ts`, import.meta.url));
}
