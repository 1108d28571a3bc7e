// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file One decoder process, as its parent sees it: checked replies, one end, no way to take the hub along. */
import { fork } from "node:child_process";
import { fileURLToPath } from "node:url";
import { DecoderError } from "./errors.ts";
import { parseDecoderReply, type DecoderReply, type DecoderRequest } from "./decoder-messages.ts";

export type ChildHandlers = Readonly<{
  onReply(reply: DecoderReply): void;
  /** Called once, when the process is gone or lies. */
  onEnd(error: DecoderError): void;
}>;
export type DecoderChild = Readonly<{ pid: number | undefined; send(request: DecoderRequest): void; kill(): void }>;

const ENTRY = fileURLToPath(new URL("./decoder-process.ts", import.meta.url));

export function startDecoderChild({ onReply, onEnd }: ChildHandlers): DecoderChild {
  const child = fork(ENTRY, [], {
    execPath: process.execPath,
    execArgv: ["--max-old-space-size=256"],
    // The hub's environment may hold a passphrase: bytes of a camera that take the process over must not find it.
    env: {},
    serialization: "advanced",
    stdio: ["ignore", "ignore", "ignore", "ipc"],
  });
  let hasEnded = false;
  const end = (error: DecoderError): void => {
    if (hasEnded) return;
    hasEnded = true;
    child.kill("SIGKILL");
    onEnd(error);
  };
  child.on("message", (message: unknown) => {
    if (hasEnded) return;
    const reply = parseDecoderReply(message);
    if (reply) onReply(reply);
    else end(new DecoderError("decoder.failed", "the decoder process said something that is no reply"));
  });
  child.on("error", (cause) => end(new DecoderError("decoder.failed", "the decoder process does not run", { cause })));
  child.on("exit", (code, signal) => {
    end(new DecoderError("decoder.failed", `the decoder process ended (${signal ?? String(code)})`));
  });
  return {
    pid: child.pid,
    send: (request) => {
      if (child.connected) child.send(request, (error) => error && end(sendError(error)));
    },
    kill: () => end(new DecoderError("decoder.failed", "the decoder process was ended")),
  };
}

function sendError(cause: Error): DecoderError {
  return new DecoderError("decoder.failed", "the decoder process does not listen", { cause });
}
