// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file A camera's live picture as a React element; all showing is LiveView's. */
import { useEffect, useEffectEvent, useRef } from "react";
import { LiveView } from "./live-view.ts";
import type { LiveCanvasProps, LiveStatus } from "./player-props.ts";

export function LiveCanvas(props: LiveCanvasProps) {
  const { vault, camera, label, sound = false, className } = props;
  const container = useRef<HTMLDivElement>(null);
  const view = useRef<LiveView>(null);
  const onStatus = useEffectEvent((status: LiveStatus) => props.onStatus(status));

  useEffect(() => {
    if (container.current === null) return undefined;
    const created = new LiveView(vault, camera, container.current, (status) => onStatus(status));
    view.current = created;
    return () => {
      view.current = null;
      created.close();
    };
  }, [vault, camera]);
  useEffect(() => view.current?.setSound(sound), [vault, camera, sound]);

  return (
    <div
      ref={container}
      className={className}
      role="img"
      aria-label={label}
      style={{ position: "relative", width: "100%", aspectRatio: "16 / 9", overflow: "hidden" }}
    />
  );
}
