// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file The buttons of the player. */
import { ActionIcon, Button, Menu, Tooltip } from "@mantine/core";
import {
  IconMaximize,
  IconMovie,
  IconPlayerPauseFilled,
  IconPlayerPlayFilled,
  IconPlayerTrackNextFilled,
  IconPlayerTrackPrevFilled,
  IconRewindBackward10,
  IconRewindForward10,
  IconVolume,
  IconVolumeOff,
} from "@tabler/icons-react";
import type { ReactElement, ReactNode } from "react";
import type { CameraView } from "../../vault-client/vault-api.ts";
import { STEP_MS } from "./scrub-keys.ts";
import type { PlaybackAt } from "./use-playback-at.ts";
import "./playback-bar.css";

export type PlaybackBarProps = Readonly<{
  camera: CameraView;
  playback: PlaybackAt;
  onMove: (atMs: number) => void;
  onNeighbour: (direction: 1 | -1) => void;
  isExporting: boolean;
  onExport: () => void;
}>;

const SPEEDS = [0.5, 1, 2, 4, 8] as const;

export function PlaybackBar(props: PlaybackBarProps): ReactElement {
  const { camera, playback, onMove, onNeighbour, isExporting, onExport } = props;
  const { isPlaying, isMuted, playheadMs } = playback;
  const isEmpty = playback.day.clips.length === 0;
  return (
    <div className="playback-bar" role="group" aria-label="Playback">
      <div className="playback-bar-side">
        <SpeedMenu speed={playback.speed} onSpeed={playback.setSpeed} />
        {camera.hasSound && (
          <BarButton
            label="Sound"
            tooltip={isMuted ? "Sound on" : "Sound off"}
            isPressed={!isMuted}
            onPress={() => playback.setMuted(!isMuted)}
          >
            {isMuted ? <IconVolumeOff size={22} /> : <IconVolume size={22} />}
          </BarButton>
        )}
      </div>
      <div className="playback-bar-middle">
        <BarButton label="Previous recording" onPress={() => onNeighbour(-1)} className="playback-bar-wide-only">
          <IconPlayerTrackPrevFilled size={20} />
        </BarButton>
        <BarButton label="Back 10 seconds" onPress={() => onMove(playheadMs - STEP_MS)}>
          <IconRewindBackward10 size={26} stroke={1.7} />
        </BarButton>
        <ActionIcon
          size={56}
          radius="xl"
          aria-label={isPlaying ? "Pause" : "Play"}
          onClick={playback.togglePlay}
          disabled={isEmpty}
          className="playback-bar-play"
        >
          {isPlaying ? (
            <IconPlayerPauseFilled size={26} aria-hidden="true" />
          ) : (
            <IconPlayerPlayFilled size={26} aria-hidden="true" />
          )}
        </ActionIcon>
        <BarButton label="Forward 10 seconds" onPress={() => onMove(playheadMs + STEP_MS)}>
          <IconRewindForward10 size={26} stroke={1.7} />
        </BarButton>
        <BarButton label="Next recording" onPress={() => onNeighbour(1)} className="playback-bar-wide-only">
          <IconPlayerTrackNextFilled size={20} />
        </BarButton>
      </div>
      <div className="playback-bar-side playback-bar-end">
        <BarButton label="Full screen" onPress={showFullScreen}>
          <IconMaximize size={22} />
        </BarButton>
        <Button
          variant="default"
          className="collapses"
          leftSection={<IconMovie size={18} aria-hidden="true" />}
          onClick={onExport}
          disabled={isExporting || isEmpty}
        >
          Export
        </Button>
      </div>
    </div>
  );
}

function SpeedMenu({ speed, onSpeed }: Readonly<{ speed: number; onSpeed: (speed: number) => void }>): ReactElement {
  return (
    <Menu position="top-start">
      <Menu.Target>
        <Button variant="subtle" color="gray" className="numbers playback-bar-speed" aria-label={`Speed ${speed}×`}>
          {speed}×
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Label>Speed</Menu.Label>
        {SPEEDS.map((choice) => (
          <Menu.Item
            key={choice}
            role="menuitemradio"
            aria-checked={choice === speed}
            onClick={() => onSpeed(choice)}
            fw={choice === speed ? 700 : 500}
          >
            {choice}×
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}

type BarButtonProps = Readonly<{
  label: string;
  tooltip?: string;
  isPressed?: boolean;
  className?: string;
  onPress: () => void;
  children: ReactNode;
}>;

function BarButton({ label, tooltip = label, isPressed, className, onPress, children }: BarButtonProps): ReactElement {
  return (
    <Tooltip label={tooltip}>
      <ActionIcon
        size={44}
        radius="xl"
        variant="subtle"
        color="gray"
        aria-label={label}
        aria-pressed={isPressed}
        className={`bar-button ${className ?? ""}`}
        onClick={onPress}
      >
        {children}
      </ActionIcon>
    </Tooltip>
  );
}

function showFullScreen(): void {
  // A browser that refuses (an embedded page, an old phone) says so in the console; nothing is lost.
  document.getElementById("stage")?.requestFullscreen().catch(reportError);
}
