// SPDX-License-Identifier: AGPL-3.0-or-later
import { openClip } from "@nightlatch/protocol/open";
import { cameraGroups, decodeClipOpening, formatId } from "@nightlatch/protocol/wire";
import { epochOf } from "@nightlatch/testkit";
import { expect } from "vitest";
import { recordClip, type RecordedClip } from "../../apps/household-web/src/vault/clips/recorded-clip.fixture.ts";
import { LoggedHome } from "../constellation/logged-home.ts";
import type { Browser } from "./browser.ts";
import { CloudScene } from "./cloud-scene.ts";
import { insiderRow } from "./insider-row.ts";
import { insertEntry, serveRows } from "./serve-rows.ts";
import { stopOf } from "./stop-of.ts";
import { CAMERA, STARTED_MS } from "./watching-scene.ts";

insiderRow(
  {
    row: 34,
    attack: "\"reset the customer's account\": wipe the household's rows, or put a new household in their place",
    outcome: "R",
    codes: ["ledger.rollback", "ledger.rollback", "protocol.wrong_household", "protocol.unknown_epoch"],
  },
  {
    /** The customer's own devices go on; their clip opens. */
    async honest() {
      await using scene = await CloudScene.start("row 34 honest");
      const { browser, clip } = await liveIn(scene);
      await browser.refresh();
      expect(await open(clip, browser)).toBe("opens");
    },

    async attack() {
      await using scene = await CloudScene.start("row 34");
      const { insider, home, cloud, hubCloud } = scene;
      const { browser, clip, hub } = await liveIn(scene);
      const before = await browser.snapshot();
      const hubBefore = hub.snapshot();
      const { lane } = home.state;

      // Nothing but an empty household is left under the customer's old id.
      const wiped = insider.sql("SELECT entry FROM ledger_entries WHERE lane = ? AND seq = 0", formatId(lane));
      wipe(scene);
      insertEntry(insider, lane, 0, wiped[0]?.["entry"] as Uint8Array);
      for (const one of [cloud, hubCloud]) one.obey("readEntries", serveRows(insider, lane));
      const byBrowser = await stopOf(browser.refresh());
      const store = [before, await browser.snapshot()] as const;
      const evidence = await browser.evidence();
      const byHub = await stopOf(hub.follower.sync());

      // The customer is given a new household, with the old recordings moved into it.
      const { running } = scene;
      const fresh = await LoggedHome.found(running.http, running.server.url, "row 34, the new account", scene.nowMs);
      const opening = decodeClipOpening(clip.opening);
      const inNew = await stopOf(openClip(opening, fresh.state, fresh.keyring, fresh.owner));
      // Even where somebody has told the new device the old household's history: its keys are not there.
      const asOld = await stopOf(openClip(opening, home.state, fresh.keyring, fresh.owner));
      return [
        {
          seen: "the customer's devices stop",
          ...byBrowser,
          store,
          ...(evidence === undefined ? {} : { evidence, verdict: "consistent" as const }),
        },
        { seen: "so does the hub", code: byHub.code, store: [hubBefore, hub.snapshot()] },
        { seen: "in the new household the old clips are a stranger's", code: inNew.code },
        { seen: "and no key of it opens them", code: asOld.code },
      ];
    },
  },
);

async function liveIn(scene: CloudScene) {
  const device = await scene.home.addDevice("hub");
  const hub = await scene.hubOf(device);
  const browser = await scene.browser();
  await browser.untilProved();
  await hub.follower.sync();
  const { state } = browser;
  const [group] = cameraGroups(state);
  if (group === undefined) throw new Error("a household has a camera group");
  const { random } = scene.home;
  const clip = await recordClip(
    { hub: device, state, group, epoch: epochOf(state, group), random },
    CAMERA,
    "Kpp",
    STARTED_MS,
  );
  const id = formatId(clip.signed.clip);
  await scene.home.sessionOf(device).call("putClip", { params: { clip: id }, body: clip.opening });
  return { hub, browser, clip };
}

async function open({ opening }: RecordedClip, { state, keyring }: Browser): Promise<string> {
  const { code } = await stopOf(openClip(decodeClipOpening(opening), state, keyring));
  return code === "nothing was refused" ? "opens" : code;
}

/** Every row of every table that belongs to the household. */
function wipe({ insider, home }: CloudScene): void {
  const tables = insider.sql("SELECT name FROM sqlite_schema WHERE type = 'table'").map(({ name }) => String(name));
  const owned = tables.filter(
    (table) => insider.sql(`SELECT 1 FROM pragma_table_info('${table}') WHERE name = 'lane'`).length > 0,
  );
  for (const table of owned) insider.sql(`DELETE FROM "${table}" WHERE lane = ?`, formatId(home.state.lane));
}
