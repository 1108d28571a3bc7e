// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file The link of an invitation: as a square code to scan, to copy, to share, and how long it holds. */
import { Button, CopyButton, Loader } from "@mantine/core";
import { IconCheck, IconCopy, IconShare } from "@tabler/icons-react";
import type { ReactElement } from "react";
import { QrCode } from "@nightlatch/ui-kit/QrCode";
import { clockTime } from "@nightlatch/ui-kit/time-words";
import type { InviteView } from "../../vault-client/vault-api.ts";

export function InviteCard({ invite }: Readonly<{ invite: InviteView }>): ReactElement {
  return (
    <>
      <p>Scan this with the other phone’s camera, or open the link on the computer that should watch too.</p>
      <QrCode content={invite.link} label="Square code with the link" />
      <div className="invite-actions">
        <CopyButton value={invite.link} timeout={3000}>
          {({ copied, copy }) => (
            <Button
              variant="default"
              onClick={copy}
              leftSection={
                copied ? <IconCheck size={18} aria-hidden="true" /> : <IconCopy size={18} aria-hidden="true" />
              }
            >
              {copied ? "Copied" : "Copy link"}
            </Button>
          )}
        </CopyButton>
        {"share" in navigator && (
          <Button
            variant="default"
            onClick={() => void share(invite.link)}
            leftSection={<IconShare size={18} aria-hidden="true" />}
          >
            Share link
          </Button>
        )}
      </div>
      <p className="invite-waiting">
        <Loader size={18} aria-hidden="true" />
        Waiting for the other device
      </p>
      <p className="dim">
        Works once, until <span className="numbers">{clockTime(invite.expiresAtMs)}</span>. Give it only to someone who
        may watch.
      </p>
    </>
  );
}

async function share(link: string): Promise<void> {
  try {
    await navigator.share({ title: "Join my household on Nightlatch", url: link });
  } catch (error) {
    // Closing the system's share sheet is an answer, not a failure.
    if (!(error instanceof DOMException && error.name === "AbortError")) reportError(error);
  }
}
