// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file Every address of the app and the screen behind it. */
import { createBrowserRouter, Navigate } from "react-router";
import { CameraScreen } from "./features/live/CameraScreen.tsx";
import { CamerasScreen } from "./features/live/CamerasScreen.tsx";
import { AddCameraScreen } from "./features/cameras/AddCameraScreen.tsx";
import { EditCameraScreen } from "./features/cameras/EditCameraScreen.tsx";
import { ConnectHubScreen } from "./features/cameras/ConnectHubScreen.tsx";
import { AddDeviceScreen } from "./features/household/AddDeviceScreen.tsx";
import { CompareHistoryScreen } from "./features/history/CompareHistoryScreen.tsx";
import { HistoryScreen } from "./features/history/HistoryScreen.tsx";
import { GroupsScreen } from "./features/household/GroupsScreen.tsx";
import { HouseholdScreen } from "./features/household/HouseholdScreen.tsx";
import { PaperKeyScreen } from "./features/household/PaperKeyScreen.tsx";
import { RulesScreen } from "./features/household/RulesScreen.tsx";
import { MakeSharesScreen } from "./features/recovery/MakeSharesScreen.tsx";
import { RecoveryScreen } from "./features/recovery/RecoveryScreen.tsx";
import { AboutScreen } from "./features/settings/AboutScreen.tsx";
import { SettingsScreen } from "./features/settings/SettingsScreen.tsx";
import { AccessesScreen } from "./features/support/AccessesScreen.tsx";
import { CaseScreen } from "./features/support/CaseScreen.tsx";
import { HelpScreen } from "./features/support/HelpScreen.tsx";
import { NewCaseScreen } from "./features/support/NewCaseScreen.tsx";
import { RequestScreen } from "./features/support/RequestScreen.tsx";
import { TimelineScreen } from "./features/timeline/TimelineScreen.tsx";
import { CreateScreen } from "./features/welcome/CreateScreen.tsx";
import { JoinScreen } from "./features/welcome/JoinScreen.tsx";
import { RecoverScreen } from "./features/welcome/RecoverScreen.tsx";
import { WelcomeScreen } from "./features/welcome/WelcomeScreen.tsx";
import { CrashScreen } from "./shell/CrashScreen.tsx";
import { Gate } from "./shell/Gate.tsx";
import { Shell } from "./shell/Shell.tsx";

export function createRoutes(): ReturnType<typeof createBrowserRouter> {
  return createBrowserRouter([
    {
      element: <Gate />,
      errorElement: <CrashScreen />,
      children: [
        { path: "/welcome", element: <WelcomeScreen /> },
        { path: "/welcome/create", element: <CreateScreen /> },
        { path: "/welcome/recover", element: <RecoverScreen /> },
        { path: "/join", element: <JoinScreen /> },
        {
          element: <Shell />,
          children: [
            { path: "/cameras", element: <CamerasScreen /> },
            { path: "/cameras/:camera", element: <CameraScreen /> },
            { path: "/timeline/:camera?", element: <TimelineScreen /> },
            { path: "/household", element: <HouseholdScreen /> },
            { path: "/household/add", element: <AddDeviceScreen /> },
            { path: "/household/history", element: <HistoryScreen /> },
            { path: "/household/compare", element: <CompareHistoryScreen /> },
            { path: "/household/groups", element: <GroupsScreen /> },
            { path: "/household/rules", element: <RulesScreen /> },
            { path: "/household/paper-key", element: <PaperKeyScreen /> },
            { path: "/household/recovery", element: <RecoveryScreen /> },
            { path: "/household/recovery/new", element: <MakeSharesScreen /> },
            { path: "/help", element: <HelpScreen /> },
            { path: "/help/new", element: <NewCaseScreen /> },
            { path: "/help/seen", element: <AccessesScreen /> },
            { path: "/help/cases/:case", element: <CaseScreen /> },
            { path: "/help/cases/:case/requests/:n", element: <RequestScreen /> },
            { path: "/settings", element: <SettingsScreen /> },
            { path: "/settings/about", element: <AboutScreen /> },
            { path: "/settings/hub", element: <ConnectHubScreen /> },
            { path: "/settings/cameras/new", element: <AddCameraScreen /> },
            { path: "/settings/cameras/:camera", element: <EditCameraScreen /> },
          ],
        },
        { path: "*", element: <Navigate to="/cameras" replace /> },
      ],
    },
  ]);
}
