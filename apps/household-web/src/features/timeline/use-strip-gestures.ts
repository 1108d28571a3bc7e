// SPDX-License-Identifier: AGPL-3.0-or-later
/**
 * @file Turns pointers and the wheel into time. One pointer drags the strip (a tap without moving goes to its place),
 * two pinch, the wheel zooms, sideways it moves.
 */
import { useEffect, useEffectEvent, useRef, type DOMAttributes, type PointerEvent, type RefObject } from "react";
import { clampZoom } from "./scale.ts";

export type StripGesturesInput = Readonly<{
  pxPerMs: number;
  atMs: number;
  zoom: number;
  onScrub: (atMs: number) => void;
  onSeek: (atMs: number) => void;
  onZoom: (zoom: number) => void;
}>;

type StripHandlers = Pick<
  DOMAttributes<HTMLDivElement>,
  "onPointerDown" | "onPointerMove" | "onPointerUp" | "onPointerCancel"
>;

type Drag = {
  pointer: number;
  fromX: number;
  fromMs: number;
  lastMs: number;
  hasMoved: boolean;
};

export function useStripGestures(strip: RefObject<HTMLDivElement | null>, input: StripGesturesInput): StripHandlers {
  const { pxPerMs, atMs, zoom, onScrub, onSeek, onZoom } = input;
  const drag = useRef<Drag>(undefined);
  const pinch = useRef(new Map<number, number>());
  const pinchFrom = useRef<Readonly<{ distancePx: number; zoom: number }>>(undefined);

  const onPointerDown = (event: PointerEvent<HTMLDivElement>): void => {
    if (event.button !== 0) return;
    event.currentTarget.setPointerCapture(event.pointerId);
    pinch.current.set(event.pointerId, event.clientX);
    if (pinch.current.size === 2) {
      drag.current = undefined;
      pinchFrom.current = { distancePx: distanceOf(pinch.current), zoom };
      return;
    }
    drag.current = { pointer: event.pointerId, fromX: event.clientX, fromMs: atMs, lastMs: atMs, hasMoved: false };
  };
  const onPointerMove = (event: PointerEvent<HTMLDivElement>): void => {
    if (pinch.current.has(event.pointerId)) pinch.current.set(event.pointerId, event.clientX);
    if (pinchFrom.current !== undefined && pinch.current.size === 2) {
      const ratio = distanceOf(pinch.current) / Math.max(1, pinchFrom.current.distancePx);
      onZoom(clampZoom(pinchFrom.current.zoom + Math.log2(ratio)));
      return;
    }
    const held = drag.current;
    if (held?.pointer !== event.pointerId) return;
    const movedPx = event.clientX - held.fromX;
    if (!held.hasMoved && Math.abs(movedPx) < TAP_PX) return;
    held.hasMoved = true;
    held.lastMs = held.fromMs - movedPx / pxPerMs;
    onScrub(held.lastMs);
  };
  const onPointerUp = (event: PointerEvent<HTMLDivElement>): void => {
    pinch.current.delete(event.pointerId);
    pinchFrom.current = undefined;
    const held = drag.current;
    if (held?.pointer !== event.pointerId) return;
    drag.current = undefined;
    if (held.hasMoved) onSeek(held.lastMs);
    else if (event.type === "pointerup") onSeek(atMs + offCentre(event) / pxPerMs);
  };

  const turned = useRef(0);
  const onWheel = useEffectEvent((event: WheelEvent) => {
    event.preventDefault();
    if (Math.abs(event.deltaX) > Math.abs(event.deltaY)) {
      onSeek(atMs + event.deltaX / pxPerMs);
      return;
    }
    turned.current += event.deltaY;
    if (Math.abs(turned.current) < WHEEL_STEP) return;
    onZoom(clampZoom(zoom - Math.sign(turned.current)));
    turned.current = 0;
  });
  useEffect(() => {
    const element = strip.current;
    // React's own wheel listeners are passive, and the page must not scroll along.
    element?.addEventListener("wheel", onWheel, { passive: false });
    return () => element?.removeEventListener("wheel", onWheel);
  }, [strip]);

  return { onPointerDown, onPointerMove, onPointerUp, onPointerCancel: onPointerUp };
}

function distanceOf(pointers: ReadonlyMap<number, number>): number {
  const [first = 0, second = 0] = pointers.values();
  return Math.abs(first - second);
}

function offCentre(event: PointerEvent<HTMLDivElement>): number {
  const box = event.currentTarget.getBoundingClientRect();
  return event.clientX - (box.left + box.width / 2);
}

const TAP_PX = 5;
const WHEEL_STEP = 60;
