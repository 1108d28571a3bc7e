// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file The words of a case: for its row, and to search in. */
import type { KnownCase, OpenedBody } from "./case-index.ts";

export function titleOf({ messages }: KnownCase): string {
  const first = messages.find(({ staff, body }) => staff === undefined && body.kind === "words");
  return first === undefined ? "" : (textOf(first.body).trim().split("\n", 1)[0] ?? "").slice(0, TITLE_CHARACTERS);
}

/** The newest words, on one line. */
export function previewOf({ messages }: KnownCase): string {
  const newest = messages.findLast(({ body }) => body.kind === "words" || body.kind === "request");
  return newest === undefined ? "" : textOf(newest.body).replaceAll(/\s+/gu, " ").trim().slice(0, PREVIEW_CHARACTERS);
}

/** All of it in the form that searching compares: one case of letters, one way of writing accents. */
export function searchTextOf({ messages }: KnownCase): string {
  return foldText(messages.map(({ body }) => textOf(body)).join("\n"));
}

export function foldText(text: string): string {
  return text.normalize("NFKD").replaceAll(/\p{M}/gu, "").toLowerCase();
}

const TITLE_CHARACTERS = 140;
const PREVIEW_CHARACTERS = 160;

function textOf(body: OpenedBody): string {
  switch (body.kind) {
    case "words":
      return body.text;
    case "health":
      return body.figures.map(([name, value]) => `${name} ${value}`).join("\n");
    case "request":
      return body.request.words;
    case "answer":
    case "close":
    case "broken":
      return "";
  }
}
