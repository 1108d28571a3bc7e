// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file The page's end of the door: VaultApi over a message port. Owns the ids of open questions and viewers. */
import { NightlatchError } from "@nightlatch/errors";
import { CALLS, type Failure, type FromVault, type ToVault, type VaultCalls, type ViewerOrder } from "./messages.ts";
import type { VaultApi, VaultChange, ViewerEvent } from "./vault-api.ts";

/** A worker, or one end of a channel. */
export interface VaultPort {
  postMessage(message: ToVault, transfer: Transferable[]): void;
  addEventListener(type: "message", listener: (event: MessageEvent<FromVault>) => void): void;
}

type Question = Readonly<{ resolve: (value: unknown) => void; reject: (reason: NightlatchError) => void }>;

export function createVaultClient(port: VaultPort): VaultApi {
  const questions = new Map<number, Question>();
  const viewers = new Map<number, (event: ViewerEvent) => void>();
  const listeners = new Set<(change: VaultChange) => void>();
  /** What is asked before the worker listens; messages sent earlier could be lost. */
  let waiting: Readonly<{ message: ToVault; transfer: Transferable[] }>[] | undefined = [];
  let broken: Failure | undefined;
  let lastId = 0;

  const nextId = (): number => (lastId += 1);
  const fail = (id: number, failure: Failure): void => {
    questions.get(id)?.reject(errorOf(failure));
    questions.delete(id);
    viewers.get(id)?.({
      kind: "state",
      state: "failed",
      problem: { code: failure.code, advice: failure.advice ?? "" },
    });
  };
  const send = (message: ToVault, transfer: Transferable[] = []): void => {
    if (broken !== undefined) fail(message.id, broken);
    else if (waiting === undefined) port.postMessage(message, transfer);
    else waiting.push({ message, transfer });
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
      case "viewer":
        // A stopped viewer's last events may still be on their way.
        viewers.get(data.id)?.(data.event);
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
    openViewer(input, listener) {
      const id = nextId();
      viewers.set(id, listener);
      send({ kind: "open-viewer", id, input }, [input.canvas]);
      const order = (order: ViewerOrder): void => send({ kind: "viewer", id, order });
      return {
        pause: () => order({ kind: "pause" }),
        play: () => order({ kind: "play" }),
        chooseClip: (index) => order({ kind: "choose-clip", index }),
        stop: () => {
          if (viewers.delete(id)) send({ kind: "stop-viewer", id });
        },
      };
    },
  };
}

function errorOf({ code, message, advice }: Failure): NightlatchError {
  return new NightlatchError(code, message, advice === undefined ? {} : { advice });
}
