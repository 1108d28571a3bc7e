// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file The recordings of the household: picks the camera, then shows its day. */
import { Button, Skeleton } from "@mantine/core";
import { IconDeviceCctv } from "@tabler/icons-react";
import type { ReactElement } from "react";
import { Link, NavLink, useParams, useSearchParams } from "react-router";
import { EmptyState } from "@nightlatch/ui-kit/EmptyState";
import { PageHeader } from "@nightlatch/ui-kit/PageHeader";
import { ProblemNote } from "@nightlatch/ui-kit/ProblemNote";
import type { CameraView } from "../../vault-client/vault-api.ts";
import { useAnswer } from "@nightlatch/ui-kit/use-answer";
import { useVaultView } from "../../vault-view/vault-view.ts";
import { CameraTimeline } from "./CameraTimeline.tsx";
import "./timeline-screen.css";

export function TimelineScreen(): ReactElement {
  const { camera: id } = useParams();
  const [search] = useSearchParams();
  const cameras = useAnswer(useVaultView().cameras);
  if (cameras.kind === "waiting") return <Skeleton radius="lg" className="cameras-skeleton" />;
  if (cameras.kind === "failed") return <ProblemNote problem={cameras.problem} />;
  const camera = cameras.value.find((candidate) => candidate.id === id) ?? cameras.value[0];
  if (camera === undefined) return <NothingYet />;
  const at = search.get("at");
  return (
    <div className="timeline-screen">
      <PageHeader title="Timeline" actions={<CameraChoice cameras={cameras.value} chosen={camera.id} />} />
      <CameraTimeline key={`${camera.id} ${at ?? ""}`} camera={camera} startMs={parseTime(at)} />
    </div>
  );
}

function CameraChoice({ cameras, chosen }: Readonly<{ cameras: readonly CameraView[]; chosen: string }>): ReactElement {
  return (
    <nav aria-label="Camera" className="camera-choice">
      {cameras.map((camera) => (
        <NavLink
          key={camera.id}
          to={`/timeline/${camera.id}`}
          className={camera.id === chosen ? "camera-chip camera-chip-chosen" : "camera-chip"}
          aria-current={camera.id === chosen ? "page" : undefined}
        >
          {camera.name}
        </NavLink>
      ))}
    </nav>
  );
}

function NothingYet(): ReactElement {
  return (
    <>
      <PageHeader title="Timeline" />
      <EmptyState
        picture={<IconDeviceCctv size={42} stroke={1.5} />}
        title="Nothing recorded yet"
        actions={
          <Button component={Link} to="/cameras">
            Go to cameras
          </Button>
        }
      >
        <p>Once a camera is connected, everything that it records can be found here, day by day.</p>
      </EmptyState>
    </>
  );
}

/** From the address bar: anything that is not a time means "now". */
function parseTime(text: string | null): number | undefined {
  return text !== null && /^\d{1,14}$/.test(text) ? Number(text) : undefined;
}
