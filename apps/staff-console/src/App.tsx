// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file The console around its screens: look, messages, the worker, and the routes. */
import { MantineProvider } from "@mantine/core";
import { Notifications } from "@mantine/notifications";
import { useMemo, useState, type ReactElement } from "react";
import { RouterProvider } from "react-router/dom";
import { theme } from "@nightlatch/ui-kit/theme";
import { createRoutes } from "./routes.tsx";
import type { VaultApi } from "./vault-client/vault-api.ts";
import { createVaultView, VaultViewContext } from "./vault-view/vault-view.ts";

export function App({ vault }: Readonly<{ vault: VaultApi }>): ReactElement {
  const view = useMemo(() => createVaultView(vault), [vault]);
  const [router] = useState(createRoutes);
  return (
    <MantineProvider theme={theme} defaultColorScheme="auto">
      <Notifications position="bottom-center" />
      <VaultViewContext value={view}>
        <RouterProvider router={router} />
      </VaultViewContext>
    </MantineProvider>
  );
}
