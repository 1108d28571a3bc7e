// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file Who can watch: people and their devices, and everyone who ever could. */
import { Button, Skeleton } from "@mantine/core";
import { IconLock, IconPlus } from "@tabler/icons-react";
import type { ReactElement } from "react";
import { Link } from "react-router";
import { PageHeader } from "@nightlatch/ui-kit/PageHeader";
import { ProblemNote } from "@nightlatch/ui-kit/ProblemNote";
import type { DeviceView } from "../../vault-client/vault-api.ts";
import { useHousehold } from "../../vault-view/use-household.ts";
import { useAnswer } from "@nightlatch/ui-kit/use-answer";
import { useVaultView } from "../../vault-view/vault-view.ts";
import { Proposals } from "../history/Proposals.tsx";
import { DeviceRow } from "./DeviceRow.tsx";
import { HouseholdName } from "./HouseholdName.tsx";
import { HouseholdPlaces } from "./HouseholdPlaces.tsx";
import { LeaveHousehold } from "./LeaveHousehold.tsx";
import { PaperKeyRows } from "./PaperKeyRows.tsx";
import { sortHousehold } from "./people.ts";
import "./household.css";

export function HouseholdScreen(): ReactElement {
  const household = useHousehold();
  const devices = useAnswer(useVaultView().devices);
  return (
    <div className="narrow">
      <PageHeader
        title={household.name}
        lead={
          <>
            <IconLock size={15} aria-hidden="true" className="household-lock" /> Only the devices below can watch.
          </>
        }
        actions={household.isOwner && <HouseholdName name={household.name} />}
      />
      <Proposals />
      {devices.kind === "waiting" && <Skeleton height={220} radius="lg" />}
      {devices.kind === "failed" && <ProblemNote problem={devices.problem} title="The devices could not be listed" />}
      {devices.kind === "here" && <Devices devices={devices.value} isOwner={household.isOwner} />}
    </div>
  );
}

function Devices({ devices, isOwner }: Readonly<{ devices: readonly DeviceView[]; isOwner: boolean }>): ReactElement {
  const { people, hubs, former } = sortHousehold(devices);
  return (
    <>
      <section className="section" aria-labelledby="watchers">
        <div className="section-head">
          <h2 className="section-title" id="watchers">
            Who can watch
          </h2>
          {isOwner && (
            <Button component={Link} to="/household/add" leftSection={<IconPlus size={18} aria-hidden="true" />}>
              Add a device
            </Button>
          )}
        </div>
        {people.map(({ key, name, devices: own }) => (
          <div className="person" key={key}>
            {name !== "" && <h3 className="person-name">{name}</h3>}
            <DeviceList devices={own} isOwner={isOwner} />
          </div>
        ))}
      </section>
      <HouseholdPlaces isOwner={isOwner} />
      {hubs.length > 0 && (
        <section className="section" aria-labelledby="hubs">
          <div className="section-head">
            <h2 className="section-title" id="hubs">
              Hub at home
            </h2>
          </div>
          <DeviceList devices={hubs} isOwner={isOwner} />
        </section>
      )}
      <section className="section" aria-labelledby="paper">
        <div className="section-head">
          <h2 className="section-title" id="paper">
            Paper key
          </h2>
        </div>
        <PaperKeyRows isOwner={isOwner} />
      </section>
      {former.length > 0 && (
        <details className="removed">
          <summary>
            People who could watch before <span className="dim numbers">({former.length})</span>
          </summary>
          <p className="section-note">They get nothing new. What they had already opened, they may have kept.</p>
          <DeviceList devices={former} isOwner={false} />
        </details>
      )}
      <LeaveHousehold />
    </>
  );
}

function DeviceList({
  devices,
  isOwner,
}: Readonly<{ devices: readonly DeviceView[]; isOwner: boolean }>): ReactElement {
  return (
    <ul className="rows card">
      {devices.map((device) => (
        <li key={device.id}>
          <DeviceRow device={device} isOwner={isOwner} />
        </li>
      ))}
    </ul>
  );
}
