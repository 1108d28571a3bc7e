// SPDX-License-Identifier: AGPL-3.0-or-later
import { ROUTES, type Route } from "@nightlatch/api-contract";
import { formatId } from "@nightlatch/protocol/wire";
import { Insider } from "@nightlatch/testkit/evil-cloud";
import { expect } from "vitest";
import { startTestServer } from "../constellation/test-server.ts";
import { liveACanaryLife, type CanaryHousehold } from "../tripwires/canary-household.ts";
import { insiderRow } from "./insider-row.ts";

insiderRow(
  {
    row: 2,
    attack: "look for a route, column or index that leads from a person to footage",
    outcome: "I",
    codes: [""],
  },
  {
    /** The search sees what is there: the clip's row names its household and its camera. */
    async honest() {
      await using running = await startTestServer();
      const life = await liveACanaryLife(running);
      const rows = rowsWith(new Insider(running.dataDir), formatId(life.sealed.clip));
      expect(rows.length).toBeGreaterThan(1);
      expect(rows.some((row) => row.includes(formatId(life.sealed.camera)))).toBe(true);
    },

    async attack() {
      await using running = await startTestServer();
      const life = await liveACanaryLife(running);
      const insider = new Insider(running.dataDir);
      // Whoever only watches is in no row together with a clip, camera or recording.
      for (const place of [life.sealed.clip, life.sealed.camera].map(formatId)) {
        const rows = rowsWith(insider, place).filter((row) => readersIn(row, life).length > 0);
        expect(rows.map((row) => row.replaceAll(/[\w-]{22}/gu, "…"))).toEqual([]);
      }
      // No column is about people: there is no name, address or account to start from.
      expect(columns(insider).filter((name) => /person|user|mail|phone|account|login/iu.test(name))).toEqual([]);
      // No route takes a person, and the one that takes a device answers with its household's id alone.
      const named = Object.entries<Route>(ROUTES).filter(([, { path }]) => /\{(device|person|user)\}/u.test(path));
      expect(named.map(([name]) => name)).toEqual(["findHousehold"]);
      return [{ seen: "no row holds a viewer and a clip or camera; no column or route is about a person", code: "" }];
    },
  },
);

/** Owners write cameras' records, which name their author (docs/threat-model.md); a member only watches. */
function readersIn(row: string, { home }: CanaryHousehold): readonly string[] {
  return [home.member, home.paper].map(({ id }) => formatId(id)).filter((id) => row.includes(id));
}

/** Each row of each table in which the text stands, as one text. */
function rowsWith(insider: Insider, text: string): readonly string[] {
  return tables(insider)
    .flatMap((table) => insider.sql(`SELECT * FROM "${table}"`))
    .map((row) =>
      Object.values(row)
        .filter((value) => !(value instanceof Uint8Array))
        .join(" "),
    )
    .filter((row) => row.includes(text));
}

function columns(insider: Insider): readonly string[] {
  return tables(insider).flatMap((table) =>
    insider.sql(`SELECT name FROM pragma_table_info('${table}')`).map(({ name }) => `${table}.${String(name)}`),
  );
}

function tables(insider: Insider): readonly string[] {
  return insider.sql("SELECT name FROM sqlite_schema WHERE type = 'table'").map(({ name }) => String(name));
}
