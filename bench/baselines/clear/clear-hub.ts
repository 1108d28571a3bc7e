// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file Entry: the product's hub, whole, with clear-sealer.ts in the place of its clip sealer. Arguments: the hub's. */
import { registerHooks } from "node:module";

const PRODUCT = new URL("../../../packages/protocol/src/seal/clip-sealer.ts", import.meta.url).href;
const CLEAR = new URL("clear-sealer.ts", import.meta.url).href;

registerHooks({
  resolve(specifier, context, nextResolve) {
    const resolved = nextResolve(specifier, context);
    const isStandIn = resolved.url === PRODUCT && context.parentURL !== CLEAR;
    return isStandIn ? { ...resolved, url: CLEAR } : resolved;
  },
});
await import("../../../apps/hub/src/main.ts");
