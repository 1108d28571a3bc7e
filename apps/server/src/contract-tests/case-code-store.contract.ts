// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file What every store of codes promises: a code once, for one case, until its time. */
import { describe, expect, it } from "vitest";
import type { CaseCodeStore } from "../ports/case-code-store.ts";
import { drawCase } from "./drawn-values.ts";

export function caseCodeStoreContract(name: string, open: () => CaseCodeStore): void {
  describe(`${name} keeps the promises of a case code store`, () => {
    it("hands a code's case out once, and not after its time", () => {
      const store = open();
      const [one, other] = [drawCase(), drawCase()];
      store.add("11111111", one, 100);
      store.add("22222222", other, 100);
      expect(store.take("33333333", 0)).toBeUndefined();
      expect(store.take("11111111", 99)).toEqual(one);
      expect(store.take("11111111", 99)).toBeUndefined();
      expect(store.take("22222222", 100)).toBeUndefined();
    });

    it("gives no code to two cases, and forgets a case's earlier one", () => {
      const store = open();
      const one = drawCase();
      expect(store.add("11111111", one, 100)).toBe(true);
      expect(store.add("11111111", drawCase(), 100)).toBe(false);
      expect(store.add("22222222", one, 100)).toBe(true);
      expect(store.take("11111111", 0)).toBeUndefined();
      expect(store.take("22222222", 0)).toEqual(one);
    });

    it("forgets what has expired when it sweeps, and nothing else", () => {
      const store = open();
      store.add("11111111", drawCase(), 100);
      store.add("22222222", drawCase(), 101);
      store.sweep(100);
      expect(store.add("11111111", drawCase(), 200)).toBe(true);
      expect(store.add("22222222", drawCase(), 200)).toBe(false);
    });
  });
}
