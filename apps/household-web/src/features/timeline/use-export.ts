// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file One export at a time: start, progress, stop, saved. Leaving the panel stops it. */
import { useEffect, useRef, useState } from "react";
import { fileNameOf, saveFile } from "@nightlatch/ui-kit/save-file";
import type { CameraView, ExportedFile, LeftOut, Problem } from "../../vault-client/vault-api.ts";
import { problemOf } from "@nightlatch/ui-kit/problem-of";
import { useVault } from "../../vault-view/vault-view.ts";
import { dayAndTimeOf } from "./day-and-time.ts";
import type { Span } from "./recorded-spans.ts";

/** What was saved under this name, and whether it proves where it comes from. */
export type SavedFile = Omit<ExportedFile, "video"> & Readonly<{ name: string }>;

export type ExportState =
  | Readonly<{ kind: "idle" }>
  | Readonly<{ kind: "working"; fraction: number }>
  | Readonly<{ kind: "saved"; files: readonly SavedFile[]; leftOut: readonly LeftOut[] }>
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
      ({ files, leftOut }) => {
        if (own.signal.aborted) return;
        const { day, time } = dayAndTimeOf(range.fromMs);
        const saved = files.map(({ video, ...file }, i): SavedFile => {
          const name = `${fileNameOf(camera.name, day, time)}${i === 0 ? "" : ` ${String(i + 1)}`}.mp4`;
          saveFile(video, name);
          return { ...file, name };
        });
        show({ kind: "saved", files: saved, leftOut });
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
