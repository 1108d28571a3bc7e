// SPDX-License-Identifier: AGPL-3.0-or-later
import { describe, expect, it } from "vitest";
import { API_ERROR_CODES, errorRow, isApiErrorCode, ROUTES, STAFF_ROUTES, type Route } from "./index.ts";

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
  const household: readonly (readonly [string, Route])[] = Object.entries(ROUTES);
  const staff: readonly (readonly [string, Route])[] = Object.entries(STAFF_ROUTES);
  const routes = [...household, ...staff];

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
    const open = household.filter(([, { auth }]) => auth === "none").map(([name]) => name);
    expect(open.sort()).toEqual([
      "createChallenge",
      "createHousehold",
      "createSession",
      "findHousehold",
      "putMailbox",
      // What the operator does is for everyone, as the public log is, or it would be no witness.
      "readAccessCount",
      "readHealth",
      "readMailbox",
      "readOperator",
      "readOperatorItems",
      "readRelease",
      "readReleases",
    ]);
    const openToStaff = staff.filter(([, { auth }]) => auth === "none").map(([name]) => name);
    expect(openToStaff.sort()).toEqual(["createStaffChallenge", "createStaffSession", "readConsole", "signFounding"]);
  });

  it("keep households and staff apart: no address of one begins like the other's, no session is for both", () => {
    expect(household.filter(([, { path, auth }]) => path.startsWith("/v1/staff/") || auth === "staff")).toEqual([]);
    expect(staff.filter(([, { path, auth }]) => !path.startsWith("/v1/staff/") || auth === "device")).toEqual([]);
  });

  it("let staff ask by a case, a grant or a draft, and never by a household, a camera or a person", () => {
    const asked = staff.flatMap(([, { params, query }]) => [
      ...Object.keys(params?.shape ?? {}),
      ...Object.keys(query?.shape ?? {}),
    ]);
    expect([...new Set(asked)].sort()).toEqual(["after", "case", "clip", "draft", "from", "grant", "index", "limit"]);
    // A clip is asked for under its grant alone.
    const byClip = staff.filter(([, { path }]) => path.includes("{clip}"));
    expect(byClip.filter(([, { path }]) => !path.startsWith("/v1/staff/grants/{grant}/"))).toEqual([]);
  });

  it("take no body where HTTP has none, and never repeat what creates a session or uses a code up", () => {
    for (const [name, { method, body }] of routes) {
      if (method === "GET" || method === "DELETE") expect(body, name).toBeUndefined();
    }
    const unrepeatable = routes.filter(([, { isIdempotent }]) => !isIdempotent).map(([name]) => name);
    expect(unrepeatable.sort()).toEqual(["createCaseCode", "createSession", "createStaffSession", "redeemCaseCode"]);
  });
});
