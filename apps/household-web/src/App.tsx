// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file The app around its screens: look, messages, the vault, where the visitor came from, and the routes. */
import { MantineProvider } from "@mantine/core";
import { Notifications } from "@mantine/notifications";
import { useMemo, useState, type ReactElement } from "react";
import { RouterProvider } from "react-router/dom";
import { theme } from "@nightlatch/ui-kit/theme";
import { createRoutes } from "./routes.tsx";
import { ArrivalContext, type Arrival } from "./shell/arrival.ts";
import type { VaultApi } from "./vault-client/vault-api.ts";
import { createVaultView, VaultViewContext } from "./vault-view/vault-view.ts";

export function App({ vault, arrival }: Readonly<{ vault: VaultApi; arrival: Arrival }>): ReactElement {
  const [current, setArrival] = useState(arrival);
  const view = useMemo(() => createVaultView(vault), [vault]);
  const [router] = useState(createRoutes);
  const arrivalValue = useMemo(() => ({ arrival: current, finish: () => setArrival({ kind: "plain" }) }), [current]);
  return (
    <MantineProvider theme={theme} defaultColorScheme="auto">
      <Notifications position="top-center" />
      <VaultViewContext value={view}>
        <ArrivalContext value={arrivalValue}>
          <RouterProvider router={router} />
        </ArrivalContext>
      </VaultViewContext>
    </MantineProvider>
  );
}
