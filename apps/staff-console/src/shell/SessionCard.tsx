// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file Who is signed in, and until when. Signing out is one press away: consoles stand in shared rooms. */
import { ActionIcon, Tooltip } from "@mantine/core";
import { IconLogout } from "@tabler/icons-react";
import type { ReactElement } from "react";
import { spanWords } from "@nightlatch/ui-kit/time-words";
import { useAction } from "@nightlatch/ui-kit/use-action";
import { useNow } from "@nightlatch/ui-kit/use-now";
import type { StaffView } from "../vault-client/vault-api.ts";
import { useVault } from "../vault-view/vault-view.ts";
import { roleWords } from "../words/role-words.ts";

export function SessionCard({ me, endsAtMs }: Readonly<{ me: StaffView; endsAtMs: number }>): ReactElement {
  const vault = useVault();
  const nowMs = useNow(1000);
  const leftMs = Math.max(0, endsAtMs - nowMs);
  const signOut = useAction(() => vault.signOut());
  return (
    <div className="session-card">
      <div className="session-card-words">
        <p className="session-card-name">{me.name}</p>
        <p className="session-card-note">
          {roleWords(me.role)} · {me.team}
        </p>
        <p className="session-card-note numbers">{leftMs === 0 ? "Session over" : `${leftWords(leftMs)} left`}</p>
      </div>
      <Tooltip label="Sign out">
        <ActionIcon
          variant="subtle"
          color="gray"
          size={40}
          radius="xl"
          aria-label="Sign out"
          loading={signOut.isBusy}
          onClick={() => signOut.run()}
        >
          <IconLogout size={20} aria-hidden="true" />
        </ActionIcon>
      </Tooltip>
    </div>
  );
}

/** Whole minutes, until the last one counts its seconds. */
function leftWords(leftMs: number): string {
  return spanWords(leftMs < 60_000 ? leftMs : Math.floor(leftMs / 60_000) * 60_000);
}
