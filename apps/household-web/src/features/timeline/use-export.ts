// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file One export at a time: start, progress, stop, saved. Leaving the panel stops it. */
import { useEffect, useRef, useState } from "react";
import { fileNameOf, saveFile } from "../../design/save-file.ts";
import type { CameraView, LeftOut, Problem } from "../../vault-client/vault-api.ts";
import { problemOf } from "../../vault-view/problem-of.ts";
import { useVault } from "../../vault-view/vault-view.ts";
import { dayAndTimeOf } from "./day-and-time.ts";
import type { Span } from "./recorded-spans.ts";

export type ExportState =
  | Readonly<{ kind: "idle" }>
  | Readonly<{ kind: "working"; fraction: number }>
  | Readonly<{ kind: "saved"; name: string; leftOut: readonly LeftOut[] }>
  | Readonly<{ kind: "failed"; problem: Problem }>;

export type ExportJob = Readonly<{ state: ExportState; start: () => void; cancel: () => void }>;

export function useExport(camera: CameraView, range: Span): ExportJob {
  const vault = useVault();
  const [state, setState] = useState<ExportState>({ kind: "idle" });
  const stopper = useRef<AbortController>(undefined);
  useEffect(() => () => stopper.current?.abort(), []);

  const start = (): void => {
    const own = new AbortController();
    stopper.current?.abort();
    stopper.current = own;
    const show = (next: ExportState): void => {
      if (!own.signal.aborted) setState(next);
    };
    show({ kind: "working", fraction: 0 });
    const onProgress = ({ fraction }: Readonly<{ fraction: number }>): void => show({ kind: "working", fraction });
    vault.exportMp4({ camera: camera.id, ...range }, onProgress, own.signal).then(
      ({ video, leftOut, proven }) => {
        if (own.signal.aborted) return;
        const { day, time } = dayAndTimeOf(range.fromMs);
        const name = `${fileNameOf(camera.name, day, time)}.mp4`;
        saveFile(video, name);
        if (proven !== undefined) saveFile(proven, `${fileNameOf(camera.name, day, time)} with proof.mp4`);
        show({ kind: "saved", name, leftOut });
      },
      (error: unknown) => show({ kind: "failed", problem: problemOf(error) }),
    );
  };
  const cancel = (): void => {
    stopper.current?.abort();
    setState({ kind: "idle" });
  };
  return { state, start, cancel };
}
