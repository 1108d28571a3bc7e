// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file Every address of the console and the screen behind it. */
import { createBrowserRouter, Navigate } from "react-router";
import { CasesScreen } from "./features/cases/CasesScreen.tsx";
import { GrantedScreen } from "./features/granted/GrantedScreen.tsx";
import { ViewerScreen } from "./features/granted/ViewerScreen.tsx";
import { LegalScreen } from "./features/legal/LegalScreen.tsx";
import { EnrolScreen } from "./features/roster/EnrolScreen.tsx";
import { RosterScreen } from "./features/roster/RosterScreen.tsx";
import { StartScreen } from "./features/start/StartScreen.tsx";
import { CrashScreen } from "./shell/CrashScreen.tsx";
import { Gate } from "./shell/Gate.tsx";
import { Only } from "./shell/Only.tsx";
import { HomePlace, Shell } from "./shell/Shell.tsx";

export function createRoutes(): ReturnType<typeof createBrowserRouter> {
  return createBrowserRouter([
    {
      element: <Gate />,
      errorElement: <CrashScreen />,
      children: [
        { path: "/start", element: <StartScreen /> },
        {
          element: <Shell />,
          children: [
            {
              element: <Only roles={["support", "supervisor"]} />,
              children: [{ path: "/cases/:case?", element: <CasesScreen /> }],
            },
            {
              element: <Only roles={["support"]} />,
              children: [
                { path: "/granted", element: <GrantedScreen /> },
                { path: "/granted/:grant", element: <ViewerScreen /> },
              ],
            },
            {
              element: <Only roles={["officer", "supervisor"]} />,
              children: [{ path: "/roster", element: <RosterScreen /> }],
            },
            {
              element: <Only roles={["officer"]} />,
              children: [
                { path: "/roster/enrol", element: <EnrolScreen /> },
                { path: "/legal", element: <LegalScreen /> },
              ],
            },
            { path: "/home", element: <HomePlace /> },
          ],
        },
        { path: "*", element: <Navigate to="/home" replace /> },
      ],
    },
  ]);
}
