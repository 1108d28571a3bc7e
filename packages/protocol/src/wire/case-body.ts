// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file What a message of a case says. Twins, in the order of protocol §16.2. */
import type { CborValue } from "@nightlatch/bytes";
import { HASH_BYTES, type Hash } from "@nightlatch/crypto/keys";
import { ProtocolError } from "../errors.ts";
import { countCodePoints } from "./code-points.ts";
import { MapFields, readArray, readBytes } from "./map-fields.ts";

/** Name and value, as the household's device showed them before it sent them. */
export type HealthFigure = readonly [name: string, value: string];

export type CaseBody =
  | Readonly<{ kind: "words"; text: string }>
  | Readonly<{ kind: "health"; figures: readonly HealthFigure[] }>
  /** A signed access request. */
  | Readonly<{ kind: "request"; request: Uint8Array }>
  /** To the request with this hash: the grant that was given, or a no. */
  | Readonly<{ kind: "answer"; request: Hash; grant?: Hash }>
  | Readonly<{ kind: "close" }>;

export const CASE_BODY_KINDS = ["words", "health", "request", "answer", "close"] as const;
export const MAX_CASE_TEXT_CHARACTERS = 2000;
export const MAX_HEALTH_FIGURES = 64;
const MAX_FIGURE_CHARACTERS = 120;

export function encodeCaseBody(body: CaseBody): CborValue {
  switch (body.kind) {
    case "words":
      return { kind: body.kind, text: body.text };
    case "health":
      return { kind: body.kind, figures: body.figures.map(([name, value]) => [name, value]) };
    case "request":
      return { kind: body.kind, request: body.request };
    case "answer":
      return { kind: body.kind, request: body.request, grant: body.grant ?? new Uint8Array(0) };
    case "close":
      return { kind: body.kind };
  }
}

/** @throws protocol.malformed | protocol.too_large */
export function decodeCaseBody(value: CborValue): CaseBody {
  const kind = typeof value === "object" && value !== null && "kind" in value ? value["kind"] : undefined;
  switch (kind) {
    case "words":
      return {
        kind,
        text: bounded(new MapFields(value, ["kind", "text"], kind).text("text"), MAX_CASE_TEXT_CHARACTERS),
      };
    case "health": {
      const fields = new MapFields(value, ["kind", "figures"], kind);
      return { kind, figures: fields.list("figures", MAX_HEALTH_FIGURES, decodeFigure) };
    }
    case "request":
      return { kind, request: new MapFields(value, ["kind", "request"], kind).bytes("request") };
    case "answer":
      return decodeAnswer(new MapFields(value, ["kind", "request", "grant"], kind));
    case "close":
      new MapFields(value, ["kind"], kind);
      return { kind };
    default:
      throw new ProtocolError("protocol.malformed", "an unknown kind of case message");
  }
}

function decodeAnswer(fields: MapFields): CaseBody {
  const answer = { kind: "answer", request: fields.bytes("request", HASH_BYTES) as Hash } as const;
  const grant = fields.bytes("grant");
  if (grant.length === 0) return answer;
  return { ...answer, grant: readBytes(grant, "answer.grant", HASH_BYTES) as Hash };
}

function decodeFigure(value: CborValue, what: string): HealthFigure {
  const [name, figure] = readArray(value, what, 2);
  if (typeof name !== "string" || typeof figure !== "string") {
    throw new ProtocolError("protocol.malformed", "a health figure is two texts");
  }
  return [bounded(name, MAX_FIGURE_CHARACTERS), bounded(figure, MAX_FIGURE_CHARACTERS)];
}

function bounded(text: string, maxCharacters: number): string {
  if (countCodePoints(text) <= maxCharacters) return text;
  throw new ProtocolError("protocol.too_large", `a text has at most ${maxCharacters} characters`);
}
