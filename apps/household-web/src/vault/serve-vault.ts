// SPDX-License-Identifier: AGPL-3.0-or-later
/**
 * @file The worker's end of the door: runs calls, owns the streams that the page has open, sends what happened.
 * Errors cross as code, message and advice; a bug crosses as `vault.bug`, so that it is seen.
 */
import {
  CALLS,
  type CallName,
  type Failure,
  type FromVault,
  type ToVault,
  type VaultCalls,
} from "../vault-client/messages.ts";
import { BUG_ADVICE, knownError, problemOf } from "./known-error.ts";
import type { ClipEvent, ClipInput, LiveEvent, LiveInput, VaultApi } from "../vault-client/vault-api.ts";

/** The page, or one end of a channel. */
export interface PagePort {
  postMessage(message: FromVault, transfer: Transferable[]): void;
  addEventListener(type: "message", listener: (event: MessageEvent<ToVault>) => void): void;
}

type OpenStream = Readonly<{
  stop: () => void;
  setSound?: (on: boolean) => void;
  reportShown?: (captureTimeMs: number) => void;
  readUntil?: (untilMs: number) => void;
}>;

export function serveVault(port: PagePort, vault: VaultApi): void {
  const open = new Map<number, OpenStream>();
  const send = (message: FromVault, transfer: Transferable[] = []): void => port.postMessage(message, transfer);
  const answer = async (id: number, work: () => Promise<unknown>): Promise<void> => {
    try {
      send({ kind: "done", id, value: await work() });
    } catch (error) {
      send({ kind: "failed", id, failure: failureOf(error) });
    } finally {
      open.delete(id);
    }
  };

  const startLive = (id: number, input: LiveInput): void => {
    const tell = (event: LiveEvent): void => send({ kind: "live", id, event }, owned(event));
    try {
      open.set(id, vault.startLive(input, tell));
    } catch (error) {
      tell({ kind: "state", state: "refused", problem: problemOf(error, BUG_ADVICE) });
    }
  };
  const openClip = (id: number, input: ClipInput): void => {
    const tell = (event: ClipEvent): void => send({ kind: "clip", id, event }, owned(event));
    try {
      open.set(id, vault.openClip(input, tell));
    } catch (error) {
      tell({ kind: "failed", problem: problemOf(error, BUG_ADVICE) });
    }
  };

  vault.subscribe((change) => send({ kind: "changed", change }));
  port.addEventListener("message", ({ data }) => {
    switch (data.kind) {
      case "call":
        void answer(data.id, () => call(vault, data.name, data.input));
        return;
      case "start-live":
        startLive(data.id, data.input);
        return;
      case "open-clip":
        openClip(data.id, data.input);
        return;
      case "export": {
        const abort = new AbortController();
        open.set(data.id, { stop: () => abort.abort() });
        const report = (fraction: number): void =>
          send({ kind: "export-progress", id: data.id, progress: { fraction } });
        void answer(data.id, () => vault.exportMp4(data.input, ({ fraction }) => report(fraction), abort.signal));
        return;
      }
      case "set-sound":
        open.get(data.id)?.setSound?.(data.on);
        return;
      case "shown":
        open.get(data.id)?.reportShown?.(data.captureTimeMs);
        return;
      case "read-until":
        open.get(data.id)?.readUntil?.(data.untilMs);
        return;
      case "stop":
        open.get(data.id)?.stop();
        open.delete(data.id);
    }
  });
  send({ kind: "ready" });
}

function call(vault: VaultCalls, name: CallName, input: unknown): Promise<unknown> {
  if (!CALLS.includes(name)) throw new Error(`no such call: ${name}`);
  // The page's end has the same types: see vault-client.ts.
  return (vault[name] as (input: unknown) => Promise<unknown>).call(vault, input);
}

/** Buffers that the event hands over: moved, not copied. */
function owned(event: object): Transferable[] {
  if ("bytes" in event && event.bytes instanceof Uint8Array && event.bytes.buffer instanceof ArrayBuffer) {
    return [event.bytes.buffer];
  }
  if ("samples" in event && event.samples instanceof Float32Array && event.samples.buffer instanceof ArrayBuffer) {
    return [event.samples.buffer];
  }
  return [];
}

function failureOf(error: unknown): Failure {
  const code = knownError(error)?.code ?? "";
  const { advice, ...problem } = problemOf(
    error,
    OPENING_FAILED.test(code) ? UNTRUSTED_ADVICE : "Try again in a moment.",
  );
  return { ...problem, advice, message: error instanceof Error ? error.message : "unknown" };
}

/** Their codes say nothing on purpose: a reason would help an attacker more than a household. */
const OPENING_FAILED = /^(?:crypto|protocol|media)\./u;
const UNTRUSTED_ADVICE =
  "What the server sent can't be opened, or was changed. Try again; if it stays, compare with another of your devices.";
