// SPDX-License-Identifier: AGPL-3.0-or-later
import { fileURLToPath } from "node:url";

/** The repository's root, wherever it was cloned to. */
export const ROOT = fileURLToPath(new URL("../../", import.meta.url));
