// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file `nightlatch audit` against the real server: households' lanes, releases, and a file changed for one visitor. */
import { decodeEvidence } from "@nightlatch/protocol/log";
import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { logOfSize } from "../constellation/log-reader.ts";
import { LoggedHome } from "../constellation/logged-home.ts";
import { startTestServer } from "../constellation/test-server.ts";
import { runAudit, runAuditor } from "./auditor-process.ts";

let folder: string;
let webRoot: string;
let state: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "nightlatch-audit-server-"));
  [webRoot, state] = [join(folder, "web"), join(folder, "state")];
  await mkdir(join(webRoot, "assets"), { recursive: true });
  await writeFile(join(webRoot, "index.html"), "<!doctype html><title>app</title>");
  await writeFile(join(webRoot, "assets", "app-1.js"), "export {};");
});

afterEach(async () => {
  await rm(folder, { recursive: true });
});

const start = () => startTestServer({ dataDir: join(folder, "data"), webRoot });

describe("an audit of a server", () => {
  it("finds nothing wrong with one that has done nothing wrong", async () => {
    await using running = await start();
    const home = await LoggedHome.found(running.http, running.server.url, "audited");
    await home.addDevice("hub");
    await home.untilLogged();
    const { size } = { size: (await logOfSize(running.server.url, 3)).length };
    const { code, report } = await runAudit(running.server.url, state);
    expect(code).toBe(0);
    expect(report).toMatchObject({ isClean: true, size, leavesRead: size, lanes: 2, releases: 1, findings: [] });
  });

  it("names a file of the app that was changed, with the changed bytes as evidence", async () => {
    await using running = await start();
    await logOfSize(running.server.url, 1);
    await writeFile(join(webRoot, "assets", "app-1.js"), "steal();");
    const { code, report } = await runAudit(running.server.url, state);
    expect(code).toBe(2);
    expect(report.findings).toMatchObject([{ code: "release.file_differs", subject: "/assets/app-1.js" }]);
    const file = report.findings[0]?.evidenceFile ?? "";
    const evidence = decodeEvidence(new Uint8Array(await readFile(file)));
    const served = evidence.items.find(({ name }) => name === "served")?.bytes ?? new Uint8Array();
    expect(new TextDecoder().decode(served)).toBe("steal();");
    expect(await runAuditor("verify", file)).toMatchObject({ code: 0 });
  });

  it("names the page itself when it is another one, and a file that is gone", async () => {
    await using running = await start();
    await logOfSize(running.server.url, 1);
    await writeFile(join(webRoot, "index.html"), "<!doctype html><title>other</title>");
    await rm(join(webRoot, "assets", "app-1.js"));
    const { report } = await runAudit(running.server.url, state);
    expect(report.findings.map(({ code, subject }) => [code, subject])).toContainEqual(["release.file_differs", "/"]);
    const aboutFile = report.findings.filter(({ subject }) => subject === "/assets/app-1.js");
    expect(aboutFile).toHaveLength(1);
  });

  it("takes a new release for what it is, once it is in the log", async () => {
    await using first = await start();
    await logOfSize(first.server.url, 1);
    expect((await runAudit(first.server.url, state)).report.releases).toBe(1);
    await first.server.close();
    await writeFile(join(webRoot, "assets", "app-1.js"), "export const newer = 1;");
    await using second = await start();
    await logOfSize(second.server.url, 2);
    expect(await runAudit(second.server.url, state)).toMatchObject({ code: 0, report: { releases: 2 } });
  });

  it("notices that the releases are not shown any more", async () => {
    await using first = await start();
    await logOfSize(first.server.url, 1);
    await runAudit(first.server.url, state);
    await first.server.close();
    await using bare = await startTestServer({ dataDir: join(folder, "data") });
    const { code, report } = await runAudit(bare.server.url, state);
    expect([code, report.findings.map((finding) => finding.code)]).toEqual([2, ["release.withheld"]]);
  });
});
