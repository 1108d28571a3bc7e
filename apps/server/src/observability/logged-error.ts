// SPDX-License-Identifier: AGPL-3.0-or-later
/**
 * @file What a log may say of an error. Messages quote what went wrong: paths with ids, tokens, addresses. Whatever
 * could be one is blotted out; the code and the place in our own files stay.
 */

export type LoggedError = Readonly<{
  type: string;
  code?: string;
  message: string;
  frames: readonly string[];
  cause?: LoggedError;
}>;

/** Ids have 22 characters, tokens 43, hashes in hexadecimal 64. */
const LONG_WORD = /[A-Za-z0-9_-]{16,}/gu;
const ADDRESS = /\b\d{1,3}(?:\.\d{1,3}){3}\b|\b(?:[0-9a-f]{0,4}:){2,7}[0-9a-f]{0,4}\b/giu;
const MAX_CAUSES = 4;

export function loggedError(error: unknown, depth = 0): LoggedError {
  if (!(error instanceof Error)) return { type: typeof error, message: "not an error", frames: [] };
  const { cause } = error;
  return {
    type: error.name,
    ...("code" in error && typeof error.code === "string" ? { code: error.code } : {}),
    message: blotted(error.message),
    frames: framesOf(error),
    ...(cause === undefined || depth >= MAX_CAUSES ? {} : { cause: loggedError(cause, depth + 1) }),
  };
}

function blotted(text: string): string {
  return text.replace(LONG_WORD, "…").replace(ADDRESS, "…");
}

/** Lines of code only. A stack begins with the message, and a message may look like lines of code. */
function framesOf({ stack = "", message }: Error): readonly string[] {
  const calls = stack.slice(stack.indexOf(message) + message.length);
  return calls.split("\n").filter((line) => /^ {4}at .+:\d+:\d+\)?$/u.test(line));
}
