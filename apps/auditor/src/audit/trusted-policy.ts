// SPDX-License-Identifier: AGPL-3.0-or-later
/**
 * @file Whose signatures the audit believes: the given policy, else the one that it kept, else, at the first audit, the
 * one that the server suggests. From then on the server's word counts no more.
 */
import { findLogObject, type FetchLike } from "@nightlatch/api-client";
import { decodeUtf8, encodeUtf8 } from "@nightlatch/bytes";
import { formatVkey } from "@nightlatch/transparency/verify";
import { parsePolicy, type Policy } from "@nightlatch/transparency/policy";
import { readFile } from "node:fs/promises";
import { AuditorError } from "../errors.ts";
import type { AuditState } from "../state/audit-state.ts";
import type { AuditOptions } from "./audit-options.ts";

export type TrustedPolicy = Readonly<{
  policy: Policy;
  text: string;
  /** Nothing but the server vouched for it so far: compare its key with what others see. */
  isFirstUse: boolean;
}>;

/** @throws auditor.bad_file | auditor.other_log | transparency.bad_policy | client.unreachable */
export async function readTrustedPolicy(
  { origin, policyFile }: Pick<AuditOptions, "origin" | "policyFile">,
  state: AuditState,
  fetch: FetchLike,
): Promise<TrustedPolicy> {
  const kept = await state.find("policy");
  const given = policyFile === undefined ? undefined : await readGiven(policyFile);
  const bytes = given ?? kept ?? (await suggested(origin, fetch));
  const text = decodeUtf8(bytes);
  const policy = parsePolicy(text);
  if (kept !== undefined && logKeysOf(policy) !== logKeysOf(parsePolicy(decodeUtf8(kept)))) throw otherLog();
  if (given !== undefined || kept === undefined) await state.keep("policy", encodeUtf8(text));
  return { policy, text, isFirstUse: given === undefined && kept === undefined };
}

async function readGiven(path: string): Promise<Uint8Array> {
  try {
    return new Uint8Array(await readFile(path));
  } catch (cause) {
    throw new AuditorError("auditor.bad_file", `the policy ${path} can't be read`, {
      cause,
      advice: "Name a file in the form of c2sp.org/tlog-policy.",
    });
  }
}

async function suggested(origin: string, fetch: FetchLike): Promise<Uint8Array> {
  const bytes = await findLogObject(origin, fetch, "policy");
  if (bytes !== undefined) return bytes;
  throw new AuditorError("auditor.bad_file", "there is no public log at this address", {
    advice: "Give the address of a Nightlatch server, such as https://home.example.",
  });
}

function logKeysOf({ logs }: Policy): string {
  return logs
    .map(({ key }) => formatVkey(key))
    .sort()
    .join("\n");
}

function otherLog(): AuditorError {
  return new AuditorError("auditor.other_log", "the state folder belongs to a log with another key", {
    advice: "Name another folder by --state. If the same server changed its key, it began a log anew: ask why.",
  });
}
