// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file `?role=support|supervisor|officer` and `?status=empty|offered|…` choose what the wax console shows. */
import { createRoot } from "react-dom/client";
import "@nightlatch/ui-kit/styles";
import { App } from "../src/App.tsx";
import { createWaxVault } from "./wax-vault.ts";

const root = document.createElement("div");
document.body.replaceChildren(root);
createRoot(root).render(<App vault={createWaxVault(new URLSearchParams(location.search))} />);
