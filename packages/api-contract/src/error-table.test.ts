// SPDX-License-Identifier: AGPL-3.0-or-later
import { describe, expect, it } from "vitest";
import { API_ERROR_CODES, errorRow, isApiErrorCode, ROUTES, type Route } from "./index.ts";

describe("the error table", () => {
  it("has a refusing status and a sentence of advice for each code, and no code twice", () => {
    for (const code of API_ERROR_CODES) {
      const { status, advice } = errorRow(code);
      expect(status, code).toBeGreaterThanOrEqual(400);
      expect(advice, code).toMatch(/^[A-Z].*\.$/u);
    }
    expect(new Set(API_ERROR_CODES).size).toBe(API_ERROR_CODES.length);
  });

  it("answers a refused ledger entry with 422, and a race with 409", () => {
    expect(errorRow("ledger.bad_signature")).toMatchObject({ status: 422, retry: "never" });
    expect(errorRow("ledger.conflict")).toMatchObject({ status: 409, retry: "after-change" });
  });

  it.each(["made.up", "", "toString", "__proto__", "constructor"])("does not know %j", (code) => {
    expect(isApiErrorCode(code)).toBe(false);
  });
});

describe("the routes", () => {
  const routes: readonly (readonly [string, Route])[] = Object.entries(ROUTES);

  it("name only codes of the table, each once", () => {
    for (const [name, { errors }] of routes) {
      expect(errors.filter(isApiErrorCode), name).toEqual([...new Set(errors)]);
    }
  });

  it("have one address each, and a schema for exactly the parameters in it", () => {
    expect(new Set(routes.map(([, { method, path }]) => `${method} ${path}`)).size).toBe(routes.length);
    for (const [name, { path, params }] of routes) {
      const inPath = [...path.matchAll(/\{(\w+)\}/gu)].map(([, parameter]) => parameter);
      expect(Object.keys(params?.shape ?? {}).sort(), name).toEqual(inPath.sort());
    }
  });

  it("are open without a session only where nobody can have one yet", () => {
    const open = routes.filter(([, { auth }]) => auth === "none").map(([name]) => name);
    expect(open.sort()).toEqual([
      "createChallenge",
      "createHousehold",
      "createSession",
      "findHousehold",
      "putMailbox",
      "readHealth",
      "readMailbox",
      // The public log is for everyone, or it would be no witness.
      "readRelease",
      "readReleases",
    ]);
  });

  it("take no body where HTTP has none, and never repeat what creates a session", () => {
    for (const [name, { method, body }] of routes) {
      if (method === "GET" || method === "DELETE") expect(body, name).toBeUndefined();
    }
    const unrepeatable = routes.filter(([, { isIdempotent }]) => !isIdempotent).map(([name]) => name);
    expect(unrepeatable).toEqual(["createSession"]);
  });
});
