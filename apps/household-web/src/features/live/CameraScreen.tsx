// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file One camera, large: live picture, sound, full screen, and the way into its recordings. */
import { Button } from "@mantine/core";
import { IconDeviceCctv, IconSettings } from "@tabler/icons-react";
import type { ReactElement } from "react";
import { Link, useParams } from "react-router";
import { EmptyState } from "@nightlatch/ui-kit/EmptyState";
import { PageHeader } from "@nightlatch/ui-kit/PageHeader";
import { ProblemNote } from "@nightlatch/ui-kit/ProblemNote";
import type { CameraView } from "../../vault-client/vault-api.ts";
import { useHousehold } from "../../vault-view/use-household.ts";
import { useAnswer } from "@nightlatch/ui-kit/use-answer";
import { useVaultView } from "../../vault-view/vault-view.ts";
import { LiveStage } from "./LiveStage.tsx";
import { RecentRecordings } from "./RecentRecordings.tsx";

export function CameraScreen(): ReactElement {
  const { camera: id } = useParams();
  const cameras = useAnswer(useVaultView().cameras);
  if (cameras.kind === "waiting") return <PageHeader title="Camera" back={BACK} />;
  if (cameras.kind === "failed") return <ProblemNote problem={cameras.problem} />;
  const camera = cameras.value.find((candidate) => candidate.id === id);
  return camera === undefined ? <NoSuchCamera /> : <Camera camera={camera} key={camera.id} />;
}

function Camera({ camera }: Readonly<{ camera: CameraView }>): ReactElement {
  const { isOwner } = useHousehold();
  return (
    <>
      <PageHeader
        title={camera.name}
        back={BACK}
        actions={
          isOwner && (
            <Button
              component={Link}
              to={`/settings/cameras/${camera.id}`}
              variant="subtle"
              color="gray"
              leftSection={<IconSettings size={18} aria-hidden="true" />}
            >
              Set up
            </Button>
          )
        }
      />
      <div className="camera-columns">
        <LiveStage camera={camera} />
        <RecentRecordings camera={camera} />
      </div>
    </>
  );
}

function NoSuchCamera(): ReactElement {
  return (
    <EmptyState
      picture={<IconDeviceCctv size={42} stroke={1.5} />}
      title="This camera is gone"
      actions={
        <Button component={Link} to="/cameras">
          All cameras
        </Button>
      }
    >
      <p>It was removed from your household, or the link is an old one.</p>
    </EmptyState>
  );
}

const BACK = { to: "/cameras", label: "All cameras" } as const;
