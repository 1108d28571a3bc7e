// SPDX-License-Identifier: AGPL-3.0-or-later
/**
 * @file The page's end of the vault: VaultApi over a message port. Owns the ids of open questions and streams.
 */
import { NightlatchError } from "@nightlatch/errors";
import { CALLS, type Failure, type FromVault, type ToVault, type VaultCalls } from "./messages.ts";
import type { ClipEvent, ExportedVideo, ExportProgress, LiveEvent, VaultApi, VaultChange } from "./vault-api.ts";

/** A worker, or one end of a channel. */
export interface VaultPort {
  postMessage(message: ToVault, transfer: Transferable[]): void;
  addEventListener(type: "message", listener: (event: MessageEvent<FromVault>) => void): void;
}

type Question = Readonly<{
  resolve: (value: unknown) => void;
  reject: (reason: NightlatchError) => void;
  onProgress?: (progress: ExportProgress) => void;
}>;
type Stream =
  | Readonly<{ kind: "live"; listener: (event: LiveEvent) => void }>
  | Readonly<{ kind: "clip"; listener: (event: ClipEvent) => void }>;

export function createVaultClient(port: VaultPort): VaultApi {
  const questions = new Map<number, Question>();
  const streams = new Map<number, Stream>();
  const listeners = new Set<(change: VaultChange) => void>();
  /** What is asked before the worker listens; messages sent earlier could be lost. */
  let waiting: Readonly<{ message: ToVault; transfer: Transferable[] }>[] | undefined = [];
  let broken: Failure | undefined;
  let lastId = 0;

  const nextId = (): number => (lastId += 1);
  const send = (message: ToVault, transfer: Transferable[] = []): void => {
    if (broken !== undefined) fail(message.id, broken);
    else if (waiting === undefined) port.postMessage(message, transfer);
    else waiting.push({ message, transfer });
  };
  const fail = (id: number, failure: Failure): void => {
    questions.get(id)?.reject(errorOf(failure));
    questions.delete(id);
  };
  const stopStream = (id: number): void => {
    if (streams.delete(id)) send({ kind: "stop", id });
  };

  port.addEventListener("message", ({ data }) => {
    switch (data.kind) {
      case "ready":
        for (const { message, transfer } of waiting ?? []) port.postMessage(message, transfer);
        waiting = undefined;
        return;
      case "broken":
        broken = data.failure;
        for (const { message } of waiting ?? []) fail(message.id, data.failure);
        waiting = undefined;
        return;
      case "changed":
        for (const listener of listeners) listener(data.change);
        return;
      case "export-progress":
        questions.get(data.id)?.onProgress?.(data.progress);
        return;
      case "live":
      case "clip":
        deliver(streams.get(data.id), data);
        return;
      case "done":
        questions.get(data.id)?.resolve(data.value);
        questions.delete(data.id);
        return;
      case "failed":
        fail(data.id, data.failure);
    }
  });

  const calls = Object.fromEntries(
    CALLS.map((name) => [
      name,
      (input?: unknown) =>
        new Promise((resolve, reject) => {
          const id = nextId();
          questions.set(id, { resolve, reject });
          send({ kind: "call", id, name, input });
        }),
    ]),
    // CALLS holds exactly the names of VaultCalls, and the worker's end has the same types.
  ) as unknown as VaultCalls;

  return {
    ...calls,
    subscribe(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    startLive(input, listener) {
      const id = nextId();
      streams.set(id, { kind: "live", listener });
      send({ kind: "start-live", id, input }, input.canvas === undefined ? [] : [input.canvas]);
      return {
        setSound: (on) => send({ kind: "set-sound", id, on }),
        reportShown: (captureTimeMs) => send({ kind: "shown", id, captureTimeMs }),
        stop: () => stopStream(id),
      };
    },
    openClip(input, listener) {
      const id = nextId();
      streams.set(id, { kind: "clip", listener });
      send({ kind: "open-clip", id, input });
      return { readUntil: (untilMs) => send({ kind: "read-until", id, untilMs }), stop: () => stopStream(id) };
    },
    exportMp4(input, onProgress, signal) {
      const id = nextId();
      return new Promise<ExportedVideo>((resolve, reject) => {
        questions.set(id, { resolve: (value) => resolve(value as ExportedVideo), reject, onProgress });
        signal?.addEventListener("abort", () => send({ kind: "stop", id }), { once: true });
        send({ kind: "export", id, input });
      });
    },
  };
}

function deliver(stream: Stream | undefined, data: Extract<FromVault, { kind: "live" | "clip" }>): void {
  // A stopped stream's last events may still be on their way.
  if (stream === undefined) return;
  if (stream.kind === "live" && data.kind === "live") stream.listener(data.event);
  if (stream.kind === "clip" && data.kind === "clip") stream.listener(data.event);
}

function errorOf({ code, message, advice }: Failure): NightlatchError {
  return new NightlatchError(code, message, advice === undefined ? {} : { advice });
}
