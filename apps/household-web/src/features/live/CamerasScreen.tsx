// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file All cameras, live. */
import { Button, Skeleton } from "@mantine/core";
import { IconDeviceCctv, IconPlus, IconRouter } from "@tabler/icons-react";
import type { ReactElement } from "react";
import { Link } from "react-router";
import { EmptyState } from "@nightlatch/ui-kit/EmptyState";
import { PageHeader } from "@nightlatch/ui-kit/PageHeader";
import { ProblemNote } from "@nightlatch/ui-kit/ProblemNote";
import type { CameraView } from "../../vault-client/vault-api.ts";
import { useHousehold } from "../../vault-view/use-household.ts";
import { useAnswer } from "@nightlatch/ui-kit/use-answer";
import { useVaultView } from "../../vault-view/vault-view.ts";
import { useHubGreeting } from "./hub-greeting.ts";
import { LiveTile } from "./LiveTile.tsx";
import "./cameras-screen.css";

export function CamerasScreen(): ReactElement {
  const household = useHousehold();
  const cameras = useAnswer(useVaultView().cameras);
  const isNew = cameras.kind === "here" && cameras.value.length === 0;
  return (
    <>
      <PageHeader
        title={household.name}
        actions={
          household.isOwner &&
          household.hasHub &&
          !isNew && (
            <Button
              component={Link}
              to="/settings/cameras/new"
              variant="default"
              className="collapses"
              leftSection={<IconPlus size={18} aria-hidden="true" />}
            >
              Add camera
            </Button>
          )
        }
      />
      {cameras.kind === "waiting" && <Skeleton radius="lg" className="cameras-skeleton" />}
      {cameras.kind === "failed" && <ProblemNote problem={cameras.problem} title="Your cameras could not be listed" />}
      {cameras.kind === "here" && (isNew ? <NoCameras /> : <Grid cameras={cameras.value} />)}
    </>
  );
}

function Grid({ cameras }: Readonly<{ cameras: readonly CameraView[] }>): ReactElement {
  return (
    <ul className={cameras.length === 1 ? "cameras-grid cameras-grid-one" : "cameras-grid"}>
      {cameras.map((camera) => (
        <li key={camera.id}>
          <LiveTile camera={camera} />
        </li>
      ))}
    </ul>
  );
}

function NoCameras(): ReactElement {
  const { hasHub, isOwner } = useHousehold();
  const isGreeting = useHubGreeting();
  if (isGreeting) {
    return (
      <EmptyState picture={<IconRouter size={42} stroke={1.5} />} title="Your hub is connected">
        <p role="status">Looking whether it brings cameras along…</p>
      </EmptyState>
    );
  }
  if (!isOwner) {
    return (
      <EmptyState picture={<IconDeviceCctv size={42} stroke={1.5} />} title="No cameras yet">
        <p>As soon as someone who manages this household adds a camera, you can watch it here.</p>
      </EmptyState>
    );
  }
  if (!hasHub) {
    return (
      <EmptyState
        picture={<IconRouter size={42} stroke={1.5} />}
        title="Connect your hub"
        actions={
          <Button component={Link} to="/settings/hub" size="md">
            Connect a hub
          </Button>
        }
      >
        <p>The hub is the small program at home that reads your cameras and seals every picture before it leaves.</p>
      </EmptyState>
    );
  }
  return (
    <EmptyState
      picture={<IconDeviceCctv size={42} stroke={1.5} />}
      title="Add your first camera"
      actions={
        <Button
          component={Link}
          to="/settings/cameras/new"
          size="md"
          leftSection={<IconPlus size={18} aria-hidden="true" />}
        >
          Add camera
        </Button>
      }
    >
      <p>Most network cameras work: you need the camera’s address, and the name and password that it asks for.</p>
    </EmptyState>
  );
}
