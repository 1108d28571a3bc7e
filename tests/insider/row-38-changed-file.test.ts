// SPDX-License-Identifier: AGPL-3.0-or-later
import { encodeUtf8 } from "@nightlatch/bytes";
import { EvilCloud } from "@nightlatch/testkit/evil-cloud";
import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "vitest";
import { runAudit } from "../audit/auditor-process.ts";
import { logOfSize } from "../constellation/log-reader.ts";
import { CloudScene } from "./cloud-scene.ts";
import { insiderRow } from "./insider-row.ts";

const CHANGED = "assets/vault-1.js";

insiderRow(
  {
    row: 38,
    attack: "change one file of the web app for one visitor",
    outcome: "R",
    codes: ["release.file_differs", "differs"],
  },
  {
    /** Both checks find the release, through the same cloud, as long as it is honest. */
    async honest() {
      await using visit = await servedApp("row 38 honest");
      const { scene, state } = visit;
      const { code, report } = await runAudit(scene.cloud.url, state);
      expect([code, report.findings]).toEqual([0, []]);
      const browser = await scene.browser();
      await browser.untilProved();
      expect(await browser.vault.checkRelease()).toMatchObject({ kind: "matches" });
    },

    async attack() {
      await using visit = await servedApp("row 38");
      const { scene, state, folder } = visit;
      const browser = await scene.browser();
      await browser.untilProved();
      await browser.vault.checkRelease();
      scene.cloud.obey("other", async (ask, { path }) => {
        const truth = await ask();
        return path === `/${CHANGED}` ? { ...truth, body: encodeUtf8("steal();") } : truth;
      });
      const before = await browser.snapshot();
      const checked = await browser.vault.checkRelease();
      expect(checked).toMatchObject({ kind: "differs", file: CHANGED });
      const store = [before, await browser.snapshot()] as const;
      const { code, report } = await runAudit(scene.cloud.url, state);
      expect(code).toBe(2);
      expect(report.findings).toMatchObject([{ subject: `/${CHANGED}` }]);
      // Everyone else is served the release: who asks past this cloud sees nothing.
      await using others = await EvilCloud.before(scene.running.server.url);
      expect((await runAudit(others.url, join(folder, "elsewhere"))).code).toBe(0);

      const [found] = report.findings;
      const evidence = new Uint8Array(await readFile(found?.evidenceFile ?? ""));
      const seen = `nightlatch audit names /${CHANGED} and keeps the changed bytes`;
      return [
        { seen, code: found?.code ?? "none", evidence },
        { seen: "the installed app's own check names it, too", code: checked.kind, store },
      ];
    },
  },
);

async function servedApp(seed: string) {
  const folder = await mkdtemp(join(tmpdir(), "nightlatch-app-"));
  const webRoot = join(folder, "web");
  await mkdir(join(webRoot, "assets"), { recursive: true });
  await writeFile(join(webRoot, "index.html"), "<!doctype html><title>app</title>");
  await writeFile(join(webRoot, CHANGED), "export {};");
  const scene = await CloudScene.start(seed, { config: { webRoot } });
  await scene.hubOf(await scene.home.addDevice("hub"));
  await logOfSize(scene.running.server.url, 3);
  const dispose = async () => {
    await scene[Symbol.asyncDispose]();
    await rm(folder, { recursive: true });
  };
  return { scene, folder, state: join(folder, "state"), [Symbol.asyncDispose]: dispose };
}
