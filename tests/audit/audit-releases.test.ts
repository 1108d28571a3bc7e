// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file `nightlatch audit` of a server that announces its app from another lane of the log than the pinned one. */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { runAudit } from "./auditor-process.ts";
import { loneRelease } from "./releases.ts";
import { ServedLog } from "./served-log.ts";

let folder: string;
let state: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "nightlatch-audit-"));
  state = join(folder, "state");
});

afterEach(async () => {
  await rm(folder, { recursive: true });
});

const codes = ({ findings }: Awaited<ReturnType<typeof runAudit>>["report"]) => findings.map(({ code }) => code);

describe("an audit of a server with two release lanes", () => {
  it("pins the first that it is shown, and takes no app from the other, however well that one is logged", async () => {
    const [pinned, other] = [await loneRelease("pinned"), await loneRelease("other")];
    await using log = await ServedLog.start([pinned.leaf, other.leaf]);
    log.beside = pinned.servedWith(0);
    expect(await runAudit(log.url, state)).toMatchObject({
      code: 0,
      report: { lanes: 2, releases: 1, newestRelease: "1.0.0" },
    });
    log.beside = other.servedWith(1);
    const { code, report } = await runAudit(log.url, state);
    expect([code, codes(report), report.releases]).toEqual([2, ["release.other_lane"], 0]);
    expect(codes((await runAudit(log.url, state)).report)).toEqual(["release.other_lane"]);
    log.beside = pinned.servedWith(0);
    expect((await runAudit(log.url, state)).report.isClean).toBe(true);
  });

  it("takes no release of the other lane for one of the pinned", async () => {
    const [pinned, other] = [await loneRelease("pinned"), await loneRelease("other")];
    await using log = await ServedLog.start([pinned.leaf, other.leaf]);
    log.beside = pinned.servedWith(1);
    expect(codes((await runAudit(log.url, state)).report)).toEqual(["release.withheld"]);
  });

  it("serves the pages of the lane that it announces, or is found out", async () => {
    const [pinned, other] = [await loneRelease("pinned"), await loneRelease("other")];
    await using log = await ServedLog.start([pinned.leaf, other.leaf]);
    const page = other.servedWith(1).get("/") ?? new Uint8Array();
    log.beside = new Map([...pinned.servedWith(0), ["/", page]]);
    const { report } = await runAudit(log.url, state);
    expect(report.findings).toMatchObject([{ code: "release.file_differs", subject: "/" }]);
  });
});
