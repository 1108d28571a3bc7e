// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file `?scene=NAME` chooses a household of scenes.ts; the rest of the address is the app's own. */
import { createRoot } from "react-dom/client";
import "@nightlatch/ui-kit/styles";
import { App } from "../src/App.tsx";
import { readArrival } from "../src/shell/arrival.ts";
import { createWaxVault } from "./wax-vault.ts";
import { findScene } from "./scenes.ts";

const root = document.createElement("div");
document.body.replaceChildren(root);
const scene = findScene(new URLSearchParams(location.search).get("scene"));
createRoot(root).render(<App vault={createWaxVault(scene)} arrival={readArrival(location)} />);
