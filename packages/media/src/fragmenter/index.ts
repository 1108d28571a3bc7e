// SPDX-License-Identifier: AGPL-3.0-or-later
export { MediaError, type MediaErrorCode } from "../errors.ts";
export { createFragmenter, type Fragmenter } from "./fragmenter.ts";
export type { Fragment } from "./fragment.ts";
