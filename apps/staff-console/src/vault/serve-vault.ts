// SPDX-License-Identifier: AGPL-3.0-or-later
/**
 * @file The worker's end of the door: runs calls, owns the viewers that the page has open, says what changed.
 * Errors cross as code, message and advice; a bug crosses as `vault.bug`, so that it is seen.
 */
import { NightlatchError } from "@nightlatch/errors";
import {
  CALLS,
  type CallName,
  type Failure,
  type FromVault,
  type ToVault,
  type VaultCalls,
} from "../vault-client/messages.ts";
import type { Problem, VaultApi, ViewerEvent, ViewerHandle, ViewerInput } from "../vault-client/vault-api.ts";

/** The page, or one end of a channel. */
export interface PagePort {
  postMessage(message: FromVault, transfer: Transferable[]): void;
  addEventListener(type: "message", listener: (event: MessageEvent<ToVault>) => void): void;
}

export function serveVault(port: PagePort, vault: VaultApi): void {
  const viewers = new Map<number, ViewerHandle>();
  const send = (message: FromVault): void => port.postMessage(message, []);
  const answer = async (id: number, work: () => Promise<unknown>): Promise<void> => {
    try {
      send({ kind: "done", id, value: await work() });
    } catch (error) {
      send({ kind: "failed", id, failure: failureOf(error) });
    }
  };
  const openViewer = (id: number, input: ViewerInput): void => {
    const tell = (event: ViewerEvent): void => send({ kind: "viewer", id, event });
    try {
      viewers.set(id, vault.openViewer(input, tell));
    } catch (error) {
      tell({ kind: "state", state: "failed", problem: problemOf(error) });
    }
  };

  vault.subscribe((change) => send({ kind: "changed", change }));
  port.addEventListener("message", ({ data }) => {
    switch (data.kind) {
      case "call":
        void answer(data.id, () => call(vault, data.name, data.input));
        return;
      case "open-viewer":
        openViewer(data.id, data.input);
        return;
      case "viewer": {
        const viewer = viewers.get(data.id);
        if (data.order.kind === "choose-clip") viewer?.chooseClip(data.order.index);
        else viewer?.[data.order.kind]();
        return;
      }
      case "stop-viewer":
        viewers.get(data.id)?.stop();
        viewers.delete(data.id);
    }
  });
  send({ kind: "ready" });
}

function call(vault: VaultCalls, name: CallName, input: unknown): Promise<unknown> {
  if (!CALLS.includes(name)) throw new Error(`no such call: ${name}`);
  // The page's end has the same types: see vault-client.ts.
  return (vault[name] as (input: unknown) => Promise<unknown>).call(vault, input);
}

/** What to show. A bug goes into the browser's console with its stack, and is shown as one. */
export function problemOf(error: unknown): Problem {
  if (error instanceof NightlatchError) {
    // instanceof alone leaves the type of its code open.
    const { code, advice } = error as NightlatchError;
    return { code, advice: advice ?? (OPENING_FAILED.test(code) ? UNTRUSTED_ADVICE : "Try again in a moment.") };
  }
  reportError(error);
  return { code: "vault.bug", advice: "Something went wrong inside the console. Reload the page and try again." };
}

function failureOf(error: unknown): Failure {
  return { ...problemOf(error), message: error instanceof Error ? error.message : "unknown" };
}

/** Their codes say nothing on purpose. */
const OPENING_FAILED = /^(?:crypto|protocol|media)\./u;
const UNTRUSTED_ADVICE = "What the server sent can't be opened, or was changed. Tell an officer if it stays.";
