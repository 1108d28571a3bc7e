// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file Says that the server can't be reached or refuses, and what that means. The app tries again by itself. */
import { IconCloudOff } from "@tabler/icons-react";
import type { ReactElement } from "react";
import type { Connection } from "../vault-client/vault-api.ts";

export function ConnectionBanner({ connection }: Readonly<{ connection: Connection }>): ReactElement {
  return (
    <div role="status">
      {connection === "offline" && (
        <div className="banner">
          <IconCloudOff size={20} aria-hidden="true" />
          <p>
            <strong>No connection.</strong> Your hub keeps recording. Pictures come back here as soon as the connection
            does.
          </p>
        </div>
      )}
      {connection === "refused" && (
        <div className="banner">
          <IconCloudOff size={20} aria-hidden="true" />
          <p>
            <strong>The server refuses this device.</strong> Nobody in your household has removed it. Keep this browser
            as it is, and ask whoever runs the server.
          </p>
        </div>
      )}
    </div>
  );
}
