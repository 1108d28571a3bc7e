// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file vectors/protocol/operator-items: what staff sign alone, and how it stands in the operator's lane. */
import { decodeCbor, encodeCbor, type CborValue } from "@nightlatch/bytes";
import type { Hash } from "@nightlatch/crypto/keys";
import {
  signAcceptance,
  signAccessRequest,
  signFetchReceipt,
  signLegalDemand,
  type StaffSecrets,
} from "@nightlatch/protocol/grant";
import {
  ACCEPTANCE_CONTEXT,
  acceptanceHash,
  accessRequestHash,
  decodeSigned,
  encodeOperatorItem,
  encodeSigned,
  FETCH_CONTEXT,
  LEGAL_DEMAND_CONTEXT,
  operatorItemCommitment,
  REQUEST_CONTEXT,
  type CameraId,
  type CaseId,
  type ClipId,
  type OperatorId,
  type OperatorItemKind,
} from "@nightlatch/protocol/wire";
import { TEST_NOW_MS, TestOperator } from "@nightlatch/testkit";
import { flipped, writeVectors, type VectorCase } from "./vector-file.ts";

type Statement = "acceptance" | "legal-demand" | "request" | "fetch";
const CONTEXTS: Readonly<Record<Statement, string>> = {
  acceptance: ACCEPTANCE_CONTEXT,
  "legal-demand": LEGAL_DEMAND_CONTEXT,
  request: REQUEST_CONTEXT,
  fetch: FETCH_CONTEXT,
};

export async function generateOperatorItems(): Promise<void> {
  const operator = await TestOperator.create("vectors/operator-items");
  const { random, support, supervisor, officers } = operator;
  const [officer] = officers;
  const atMs = TEST_NOW_MS;
  const base = { operator: operator.state.operator, atMs };
  const [grant, clip] = [random(32) as Uint8Array as Hash, random(16) as Uint8Array as ClipId];
  const accepted = { ...base, grant, purpose: "picture_quality", kind: "clips", minutes: 60 } as const;
  const demanded = { ...base, number: "2026-17", content: random(32) as Uint8Array as Hash };
  const asked = {
    ...base,
    case: random(16) as Uint8Array as CaseId,
    kind: "clips",
    camera: random(16) as Uint8Array as CameraId,
    fromMs: atMs - 60_000,
    toMs: atMs,
    purpose: "picture_quality",
    words: "The picture is dark at night.",
    minutes: 60,
  } as const;
  const fetched = { ...base, grant, clip };
  const good = {
    acceptance: await signAcceptance(support, accepted),
    "legal-demand": await signLegalDemand(officer, demanded),
    request: await signAccessRequest(support, asked),
    fetch: await signFetchReceipt(support, fetched),
  };
  const { camera: _camera, ...anyCamera } = asked;
  const live = await signAccessRequest(support, { ...anyCamera, kind: "live", fromMs: 0, toMs: 0 });

  const bent = async (
    name: string,
    what: Statement,
    over: Record<string, CborValue>,
    error = "protocol.malformed",
    signer: StaffSecrets = what === "legal-demand" ? officer : support,
  ): Promise<VectorCase> => {
    const map = decodeCbor(decodeSigned(good[what], 1 << 20, what).bytes) as Record<string, CborValue>;
    const bytes = encodeCbor({ ...map, ...over });
    const signature = await signer.ledger.sign(CONTEXTS[what], bytes);
    return { name, what, signed: encodeSigned({ bytes, signature }), error };
  };
  const broken = (what: Statement): VectorCase => {
    const signed = flipped(good[what], good[what].length - 1);
    return { name: `${what}: a changed signature`, what, signed, error: "protocol.bad_signature" };
  };
  const otherContext = async (): Promise<VectorCase> => {
    const { bytes } = decodeSigned(good.acceptance, 1 << 20, "acceptance");
    const signature = await support.ledger.sign(FETCH_CONTEXT, bytes);
    const signed = encodeSigned({ bytes, signature });
    return { name: "acceptance: signed as a fetch", what: "acceptance", signed, error: "protocol.bad_signature" };
  };
  const stranger = random(16) as Uint8Array as OperatorId;
  const everyone = async (what: Statement): Promise<readonly VectorCase[]> => [
    broken(what),
    await bent(`${what}: version 2`, what, { v: 2 }, "protocol.bad_version"),
    await bent(`${what}: a further key`, what, { note: "x" }),
    await bent(`${what}: another operator's`, what, { operator: stranger }, "operator.wrong_operator"),
    await bent(`${what}: by nobody in the roster`, what, { staff: random(16) }, "operator.unknown_staff"),
    await bent(`${what}: by a supervisor`, what, { staff: supervisor.id }, "operator.not_allowed", supervisor),
  ];
  const kept = {
    name: "acceptance",
    what: "acceptance",
    signed: good.acceptance,
    hash: acceptanceHash(good.acceptance),
  };
  const itemOf = (kind: OperatorItemKind, bytes: Uint8Array) =>
    encodeOperatorItem({ kind, roster: operator.state.head, bytes });
  const item = (name: string, bytes: Uint8Array, error?: string): VectorCase =>
    error === undefined
      ? { name, what: "item", item: bytes, commitment: operatorItemCommitment(bytes) }
      : { name, what: "item", item: bytes, error };
  const { head } = operator.state;
  writeVectors(
    "protocol/operator-items",
    "Statements of staff, verified with the roster behind `entries`; and items, decoded. `hash` is how a release or a " +
      "grant names the statement, `commitment` what the leaf in the item's slot commits to.",
    [
      kept,
      { name: "legal demand", what: "legal-demand", signed: good["legal-demand"] },
      { name: "request for clips", what: "request", signed: good.request, hash: accessRequestHash(good.request) },
      { name: "request for a live camera", what: "request", signed: live, hash: accessRequestHash(live) },
      { name: "fetch", what: "fetch", signed: good.fetch },
      ...(await everyone("acceptance")),
      ...(await everyone("legal-demand")),
      ...(await everyone("request")),
      ...(await everyone("fetch")),
      await otherContext(),
      await bent("acceptance: before the first day of work", "acceptance", { atMs: 1 }, "operator.not_working"),
      await bent("acceptance: an unknown purpose", "acceptance", { purpose: "curiosity" }),
      await bent("acceptance: an unknown kind", "acceptance", { kind: "archive" }),
      await bent("acceptance: no minute", "acceptance", { minutes: 0 }),
      await bent("acceptance: clips for over a week", "acceptance", { minutes: 10_081 }),
      await bent("acceptance: a live camera for over an hour", "acceptance", { kind: "live", minutes: 61 }),
      await bent("acceptance: a grant of 31 bytes", "acceptance", { grant: new Uint8Array(31) }),
      await bent("legal demand: no number", "legal-demand", { number: "" }),
      await bent("request: clips of no time", "request", { toMs: asked.fromMs }),
      await bent("request: a live camera of some time", "request", { kind: "live" }),
      await bent("request: 501 characters of words", "request", { words: "w".repeat(501) }, "protocol.too_large"),
      await bent("request: a camera of 15 bytes", "request", { camera: new Uint8Array(15) }),
      item("item of a roster entry", itemOf("roster", operator.entries.at(-1) ?? new Uint8Array())),
      item("item of an acceptance", itemOf("acceptance", good.acceptance)),
      item("item of a legal demand", itemOf("legal-demand", good["legal-demand"])),
      item("item: an unknown kind", encodeCbor([3, head, good.acceptance]), "protocol.malformed"),
      item("item: a kind below zero", encodeCbor([-1, head, good.acceptance]), "protocol.malformed"),
      item("item: no roster", encodeCbor([1, good.acceptance]), "protocol.malformed"),
      item("item: a roster of 31 bytes", encodeCbor([1, head.subarray(1), good.acceptance]), "protocol.malformed"),
      item("item: a byte left over", Uint8Array.of(...itemOf("acceptance", good.acceptance), 0), "protocol.malformed"),
      item("item: too large", encodeCbor([0, head, new Uint8Array(65_600)]), "protocol.too_large"),
    ],
    { entries: operator.entries },
  );
}
