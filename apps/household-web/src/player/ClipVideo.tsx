// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file The recording player as a React element; all playing is RecordingPlayer's. */
import { useEffect, useEffectEvent, useRef } from "react";
import type { ClipVideoProps, PlaybackStatus } from "./player-props.ts";
import { RecordingPlayer } from "./recording-player.ts";

export function ClipVideo(props: ClipVideoProps) {
  const { vault, clips, position, playing, speed, muted, label, className } = props;
  const element = useRef<HTMLVideoElement>(null);
  const player = useRef<RecordingPlayer>(null);
  const onStatus = useEffectEvent((status: PlaybackStatus) => props.onStatus(status));

  useEffect(() => {
    if (element.current === null) return undefined;
    const created = new RecordingPlayer(vault, element.current, (status) => onStatus(status));
    player.current = created;
    return () => {
      player.current = null;
      created.close();
    };
  }, [vault]);
  // In this order: a seek needs the clips, playing needs a place.
  useEffect(() => player.current?.setClips(clips), [vault, clips]);
  useEffect(() => player.current?.setMuted(muted), [vault, muted]);
  useEffect(() => player.current?.seek(position.atMs), [vault, position]);
  useEffect(() => player.current?.setSpeed(speed), [vault, speed]);
  useEffect(() => player.current?.setPlaying(playing), [vault, playing]);

  return <video ref={element} className={className} aria-label={label} playsInline preload="auto" />;
}
