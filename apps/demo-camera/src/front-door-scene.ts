// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file Where the drawn front-door scene lies. `tools/demo-scene` makes it. */
import { fileURLToPath } from "node:url";

export const FRONT_DOOR_SCENE: string = fileURLToPath(new URL("../scene/front-door.mp4", import.meta.url));
