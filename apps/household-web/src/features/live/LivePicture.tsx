// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file One camera's live picture with what must be said on it: its state, its age, and why there is none. */
import { IconAlertTriangle, IconCloudOff, IconEyeOff } from "@tabler/icons-react";
import { useState, type ReactElement } from "react";
import { Announcement } from "@nightlatch/ui-kit/Announcement";
import { LiveCanvas } from "../../player/LiveCanvas.tsx";
import type { LiveStatus } from "../../player/player-props.ts";
import type { CameraView } from "../../vault-client/vault-api.ts";
import { useVault } from "../../vault-view/vault-view.ts";
import "./live-picture.css";
import { liveWords } from "./live-words.ts";

export type LivePictureProps = Readonly<{ camera: CameraView; sound?: boolean }>;

export function LivePicture({ camera, sound = false }: LivePictureProps): ReactElement {
  const vault = useVault();
  const [status, setStatus] = useState<LiveStatus>({ state: "connecting", framesPainted: 0 });
  const words = liveWords(status, camera);
  const hasPicture = status.framesPainted > 0;
  return (
    <div className={`live-picture live-picture-${status.state}`}>
      <LiveCanvas
        vault={vault}
        camera={camera.id}
        label={`${camera.name}, ${words.spoken}`}
        sound={sound}
        onStatus={setStatus}
      />
      {!hasPicture && <Reason status={status} camera={camera} />}
      <span className={`live-pill live-pill-${words.tone} numbers`}>
        <span className="live-pill-dot" />
        {words.short}
      </span>
      <Announcement>{`${camera.name}: ${words.spoken}`}</Announcement>
    </div>
  );
}

/** Stands where the picture would be. */
function Reason({ status, camera }: Readonly<{ status: LiveStatus; camera: CameraView }>): ReactElement {
  if (status.state === "refused") {
    return (
      <div className="live-reason">
        <IconEyeOff size={28} stroke={1.6} aria-hidden="true" />
        <p>{status.problem?.advice ?? "What came was not made by your hub, so it is not shown."}</p>
      </div>
    );
  }
  if (camera.state === "failed") {
    return (
      <div className="live-reason">
        <IconAlertTriangle size={28} stroke={1.6} aria-hidden="true" />
        <p>{camera.problem?.advice ?? "Your hub can’t reach this camera. It keeps trying."}</p>
      </div>
    );
  }
  if (status.state === "offline") {
    return (
      <div className="live-reason">
        <IconCloudOff size={28} stroke={1.6} aria-hidden="true" />
        <p>Your hub is not sending pictures right now.</p>
      </div>
    );
  }
  return <div className="live-shimmer" />;
}
