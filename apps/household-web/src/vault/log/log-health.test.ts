// SPDX-License-Identifier: AGPL-3.0-or-later
import { followLog, NO_LOG_VIEW, type LogView } from "@nightlatch/protocol/log";
import { LoggedHousehold, TEST_NOW_MS, testHousehold } from "@nightlatch/testkit";
import { beforeAll, describe, expect, it } from "vitest";
import { assertMayExpand, logHealth } from "./log-health.ts";

describe("logHealth", () => {
  let home: LoggedHousehold;
  let view: LogView;

  beforeAll(async () => {
    home = await LoggedHousehold.create("log-health");
    view = viewOf(followLog(undefined, await home.answer(), home.ledger(), TEST_NOW_MS));
    view = viewOf(followLog(view, await home.answer(view.size), home.ledger(), TEST_NOW_MS));
  });

  it("names the hub that has checked, and when", () => {
    expect(health(view)).toEqual({ kind: "witnessed", atMs: TEST_NOW_MS, by: ["Home hub"] });
  });

  it("is stale since the last word of the hub", () => {
    const stale = health(view, "transparency.stale");
    expect(stale).toMatchObject({ kind: "stale", sinceMs: TEST_NOW_MS, problem: { code: "transparency.stale" } });
  });

  it("waits as long as nothing was ever witnessed", () => {
    expect(health(undefined)).toEqual({ kind: "waiting" });
    expect(health(NO_LOG_VIEW, "transparency.no_quorum")).toEqual({ kind: "waiting" });
  });

  it("is the server's own word as long as no hub is proved", () => {
    expect(health({ ...view, provedSeq: 0 })).toEqual({ kind: "no-hub" });
  });

  it("is nothing without a log", async () => {
    const { state } = await testHousehold("log-health without a log");
    expect(logHealth({ state, view, problem: undefined, nameOf: () => "" })).toEqual({ kind: "no-log" });
  });

  function health(of: LogView | undefined, problem?: string) {
    return logHealth({ state: home.state, view: of, problem, nameOf: () => "Home hub" });
  }
});

describe("assertMayExpand", () => {
  it("lets through what the log vouches for", () => {
    expect(() => assertMayExpand(undefined)).not.toThrow();
  });

  it("says for every problem what to do, and keeps its code", () => {
    for (const code of ["transparency.stale", "transparency.no_quorum", "transparency.no_log", "ledger.withheld"]) {
      const refused = catchError(() => assertMayExpand(code));
      expect(refused).toMatchObject({ code });
      expect((refused as { advice?: string }).advice).toMatch(/\.$/u);
    }
  });
});

function viewOf(followed: ReturnType<typeof followLog>): LogView {
  if (followed.kind !== "followed") throw new Error(followed.code);
  return followed.view;
}

function catchError(work: () => void): unknown {
  try {
    work();
    return undefined;
  } catch (error) {
    return error;
  }
}
