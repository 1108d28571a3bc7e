// SPDX-License-Identifier: AGPL-3.0-or-later
/**
 * @file The public count as a plain page: one file without a script, so that it reads the same everywhere. All text in it
 * is from the log, where anyone of the staff may have put it: nothing goes in unescaped.
 */
import { formatId } from "@nightlatch/protocol/wire";
import type { FastifyInstance } from "fastify";
import type { AccessCount, AccessCountSheet } from "../services/operator/access-count.ts";

const PAGE_PATH = "/public/access";

export function servePublicCount(app: FastifyInstance, count: AccessCount): void {
  const schema = { summary: "The public count of staff access as a page. The same figures: /v1/public/access." };
  app.get(PAGE_PATH, { schema }, async (_request, reply) =>
    reply
      .type("text/html; charset=utf-8")
      .header("cache-control", "no-cache")
      .send(publicCountPage(await count.read())),
  );
}

export function publicCountPage({ size, grants, legalDemands, rosterChanges }: AccessCountSheet): string {
  const sections = [
    section(
      "Accepted grants",
      ["Day (UTC)", "Purpose", "Kind", "Staff key", "Grants"],
      [...grants].reverse().map((one) => [one.day, one.purpose, one.kind, formatId(one.staff), String(one.grants)]),
    ),
    section(
      "Legal demands",
      ["Item", "Number", "Time (UTC)"],
      [...legalDemands].reverse().map((one) => [String(one.slot), one.number, timeText(one.atMs)]),
    ),
    section(
      "Changes of the roster",
      ["Item", "Change", "Staff keys", "Time (UTC)"],
      [...rosterChanges]
        .reverse()
        .map((one) => [String(one.slot), one.type, one.staff.map(formatId).join(" "), timeText(one.atMs)]),
    ),
  ];
  return `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Who looked: the public count</title>
<style>
:root { color-scheme: light dark; font: 1rem/1.5 system-ui, sans-serif }
body { max-width: 60rem; margin: 2rem auto; padding: 0 1rem }
table { border-collapse: collapse; width: 100%; margin-bottom: 2rem }
div { overflow-x: auto }
th, td { text-align: left; padding: .375rem .75rem .375rem 0; border-bottom: 1px solid #8886 }
td { font-variant-numeric: tabular-nums }
</style>
<h1>Who looked: the public count</h1>
<p>Support sees a household's pictures only under a grant that the household signed, and each grant that was taken up
stands in the public log before any key is handed over. This page counts the first ${String(size)} items of the
operator's lane in that log. Anyone can count again: the items are at <a href="/log/operator/items">/log/operator/items</a>,
the same figures for programs at <a href="/v1/public/access">/v1/public/access</a>.</p>
${sections.join("\n")}
</html>
`;
}

type Cells = readonly string[];

function section(title: string, heads: Cells, rows: readonly Cells[]): string {
  if (rows.length === 0) return `<h2>${title}</h2>\n<p>None.</p>`;
  const head = heads.map((text) => `<th scope="col">${text}</th>`).join("");
  const body = rows.map((cells) => `<tr>${cells.map((text) => `<td>${escaped(text)}</td>`).join("")}</tr>`).join("\n");
  return `<h2>${title}</h2>\n<div tabindex="0"><table>\n<tr>${head}</tr>\n${body}\n</table></div>`;
}

function timeText(atMs: number): string {
  // The signer's word: a number that is no date stays a number.
  return atMs <= 8.64e15 ? new Date(atMs).toISOString().replace("T", " ").slice(0, 16) : String(atMs);
}

function escaped(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;").replaceAll('"', "&quot;");
}
