// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file Starts the console in the page: styles, the worker with the keys, the screens. */
import { invariant } from "@nightlatch/errors";
import { createRoot } from "react-dom/client";
// First, so that a component's own styles come after Mantine's and win.
import "@nightlatch/ui-kit/styles";
import { App } from "./App.tsx";
import { connectVault } from "./vault-client/connect-vault.ts";

const root = document.getElementById("root");
invariant(root !== null, "index.html has #root");
createRoot(root).render(<App vault={connectVault()} />);
