// SPDX-License-Identifier: AGPL-3.0-or-later
/**
 * @file One signed-in session: its token and its end. It is not renewed: a new one needs the person. Ends by its time,
 * by the server's word, or by signing out, and tells so once.
 */
import { hasCode } from "@nightlatch/errors";
import type { StaffCall, StaffServer } from "../server/staff-calls.ts";

export type SessionEnd = "over" | "refused" | "signed-out";

const LONGEST_MS = 15 * 60_000;

export class Session {
  readonly token: string;
  readonly endsAtMs: number;
  readonly #server: StaffServer;
  readonly #onEnd: (why: SessionEnd) => void;
  readonly #timer: ReturnType<typeof setTimeout>;
  #isOver = false;

  constructor(
    server: StaffServer,
    { token, expiresAtMs }: Readonly<{ token: string; expiresAtMs: number }>,
    nowMs: number,
    onEnd: (why: SessionEnd) => void,
  ) {
    this.token = token;
    // The two clocks may differ; the server's refusal corrects what this one believes.
    const lifeMs = Math.min(Math.max(expiresAtMs - nowMs, 0), LONGEST_MS);
    this.endsAtMs = nowMs + lifeMs;
    this.#server = server;
    this.#onEnd = onEnd;
    this.#timer = setTimeout(() => this.end("over"), lifeMs);
  }

  get isOver(): boolean {
    return this.#isOver;
  }

  readonly call: StaffCall = async (name, input) => {
    try {
      return await this.#server.callAs(this.token)(name, input);
    } catch (error) {
      if (GONE.some((code) => hasCode(error, code))) this.end("refused");
      throw error;
    }
  };

  end(why: SessionEnd): void {
    if (this.#isOver) return;
    this.#isOver = true;
    clearTimeout(this.#timer);
    this.#onEnd(why);
  }
}

const GONE = ["session.unknown", "session.expired", "session.refused"];
