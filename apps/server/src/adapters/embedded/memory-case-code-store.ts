// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file Codes of one process. */
import { formatId } from "@nightlatch/protocol/wire";
import type { CaseCodeStore } from "../../ports/case-code-store.ts";
import type { CaseId } from "../../ports/stored-types.ts";

type Held = Readonly<{ id: CaseId; expiresAtMs: number }>;

export class MemoryCaseCodeStore implements CaseCodeStore {
  readonly #codes = new Map<string, Held>();
  readonly #ofCase = new Map<string, string>();

  add(code: string, id: CaseId, expiresAtMs: number): boolean {
    if (this.#codes.has(code)) return false;
    this.#forget(this.#ofCase.get(formatId(id)));
    this.#codes.set(code, { id, expiresAtMs });
    this.#ofCase.set(formatId(id), code);
    return true;
  }

  take(code: string, nowMs: number): CaseId | undefined {
    const held = this.#codes.get(code);
    this.#forget(code);
    return held === undefined || held.expiresAtMs <= nowMs ? undefined : held.id;
  }

  sweep(nowMs: number): void {
    for (const [code, { expiresAtMs }] of this.#codes) if (expiresAtMs <= nowMs) this.#forget(code);
  }

  #forget(code: string | undefined): void {
    const held = code === undefined ? undefined : this.#codes.get(code);
    if (code === undefined || held === undefined) return;
    this.#codes.delete(code);
    this.#ofCase.delete(formatId(held.id));
  }
}
