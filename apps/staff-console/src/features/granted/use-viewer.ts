// SPDX-License-Identifier: AGPL-3.0-or-later
/**
 * @file Hands a canvas to the worker and listens to what is on it. Owns the canvas element: a canvas can be handed
 * over once only, so each opening makes a new one.
 */
import { useCallback, useEffect, useRef, useState, type RefObject } from "react";
import type { Problem, ViewerEvent, ViewerHandle, ViewerState } from "../../vault-client/vault-api.ts";
import { useVault } from "../../vault-view/vault-view.ts";

export type ViewerFacts = Readonly<{
  state: ViewerState;
  problem?: Problem | undefined;
  clip?: Readonly<{ index: number; clips: number; startMs: number; endMs: number }>;
  captureMs?: number;
}>;

export type OpenViewer = Readonly<{
  canvas: RefObject<HTMLDivElement | null>;
  facts: ViewerFacts;
  handle: () => ViewerHandle | undefined;
  again: () => void;
}>;

export function useViewer(grant: string): OpenViewer {
  const vault = useVault();
  const canvas = useRef<HTMLDivElement>(null);
  const handle = useRef<ViewerHandle | undefined>(undefined);
  const [facts, setFacts] = useState<ViewerFacts>({ state: "opening" });
  const [attempt, setAttempt] = useState(0);

  useEffect(() => {
    const place = canvas.current;
    if (place === null) return undefined;
    const element = document.createElement("canvas");
    place.replaceChildren(element);
    const opened = vault.openViewer({ grant, canvas: element.transferControlToOffscreen() }, (event) =>
      setFacts((before) => factsAfter(before, event)),
    );
    handle.current = opened;
    return () => {
      handle.current = undefined;
      opened.stop();
      // What the worker painted last goes with its canvas.
      element.remove();
    };
  }, [vault, grant, attempt]);

  const again = useCallback(() => {
    setFacts({ state: "opening" });
    setAttempt((count) => count + 1);
  }, []);
  return { canvas, facts, handle: () => handle.current, again };
}

function factsAfter(before: ViewerFacts, event: ViewerEvent): ViewerFacts {
  switch (event.kind) {
    case "state":
      return { ...before, state: event.state, problem: event.problem };
    case "clip":
      return { ...before, clip: event };
    case "shown":
      return { ...before, captureMs: event.captureMs };
  }
}
