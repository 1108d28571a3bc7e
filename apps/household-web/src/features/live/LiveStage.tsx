// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file The large live picture and its controls. Sound is off until someone asks for it. */
import { ActionIcon, Button, Tooltip } from "@mantine/core";
import { useFullscreenElement } from "@mantine/hooks";
import { IconHistory, IconMaximize, IconMinimize, IconVolume, IconVolumeOff } from "@tabler/icons-react";
import { useState, type ReactElement } from "react";
import { Link } from "react-router";
import type { CameraView } from "../../vault-client/vault-api.ts";
import { LivePicture } from "./LivePicture.tsx";
import "./live-stage.css";

export function LiveStage({ camera }: Readonly<{ camera: CameraView }>): ReactElement {
  const [sound, setSound] = useState(false);
  const { ref, toggle, fullscreen } = useFullscreenElement();
  return (
    <section className="live-stage on-picture" ref={ref} aria-label={`${camera.name}, live`}>
      <LivePicture camera={camera} sound={sound} />
      <div className="live-stage-bar">
        <Button
          component={Link}
          to={`/timeline/${camera.id}`}
          variant="subtle"
          color="gray.1"
          className="stage-button"
          leftSection={<IconHistory size={19} aria-hidden="true" />}
        >
          Recordings
        </Button>
        <span className="live-stage-space" />
        {camera.hasSound && (
          <Tooltip label={sound ? "Sound off" : "Sound on"}>
            <ActionIcon
              size={44}
              variant="subtle"
              className="stage-button"
              aria-label="Sound"
              aria-pressed={sound}
              onClick={() => setSound(!sound)}
            >
              {sound ? <IconVolume size={22} aria-hidden="true" /> : <IconVolumeOff size={22} aria-hidden="true" />}
            </ActionIcon>
          </Tooltip>
        )}
        <Tooltip label={fullscreen ? "Leave full screen" : "Full screen"}>
          <ActionIcon
            size={44}
            variant="subtle"
            className="stage-button"
            aria-label={fullscreen ? "Leave full screen" : "Full screen"}
            onClick={() => void toggle()}
          >
            {fullscreen ? <IconMinimize size={22} aria-hidden="true" /> : <IconMaximize size={22} aria-hidden="true" />}
          </ActionIcon>
        </Tooltip>
      </div>
    </section>
  );
}
