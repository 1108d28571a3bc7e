// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file Before anything can be opened: the acceptance, which the public log counts, and the wait for the household's keys. */
import { Button, Loader } from "@mantine/core";
import { IconBroadcast } from "@tabler/icons-react";
import type { ReactElement } from "react";
import { ProblemNote } from "@nightlatch/ui-kit/ProblemNote";
import { useAction } from "@nightlatch/ui-kit/use-action";
import type { GrantView } from "../../vault-client/vault-api.ts";
import { useVault } from "../../vault-view/vault-view.ts";

export function AcceptGrant({ grant }: Readonly<{ grant: GrantView }>): ReactElement {
  const vault = useVault();
  const accept = useAction(() => vault.acceptGrant(grant.id));
  if (grant.state === "accepted") {
    return (
      <section className="card accept" role="status">
        <Loader size={30} />
        <div>
          <h2 className="accept-title">Accepted, and in the public log</h2>
          <p className="dim">
            The household's own device now checks that, and makes the keys. This takes as long as the device needs to be
            awake.
          </p>
        </div>
      </section>
    );
  }
  return (
    <section className="card accept">
      <span className="row-icon row-icon-brass">
        <IconBroadcast size={24} stroke={1.7} aria-hidden="true" />
      </span>
      <div className="accept-words">
        <h2 className="accept-title">Accept it in public?</h2>
        <p>
          The log then counts one access today, under your key and this purpose. It does not say whose. The household
          sees that you look, and can stop it at any moment.
        </p>
        <ProblemNote problem={accept.problem} />
        <Button loading={accept.isBusy} onClick={() => accept.run()}>
          Accept
        </Button>
      </div>
    </section>
  );
}
