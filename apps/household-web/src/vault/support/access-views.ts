// SPDX-License-Identifier: AGPL-3.0-or-later
/**
 * @file Who has seen what: the household's own history of what it allowed, with the receipts that staff signed before they
 * were given anything. A receipt counts only with its staff's signature, for a grant of that staff.
 */
import { decodeBase64url, encodeBase64url, equalBytes } from "@nightlatch/bytes";
import {
  deviceIdOf,
  formatId,
  grantKind,
  verifyFetchReceipt,
  type FetchReceipt,
  type RosterState,
} from "@nightlatch/protocol/wire";
import type { AccessList, AccessView, Problem } from "../../vault-client/vault-api.ts";
import { deviceName } from "../household/names.ts";
import { knownError, problemOf } from "../known-error.ts";
import { givenAccesses, isOpenAccess, type GivenAccess } from "./given-access.ts";
import { knownRoster } from "./operator-desk.ts";
import { staffName, type SupportDeps } from "./support-deps.ts";

/** Newest first. */
export async function readAccesses(deps: SupportDeps): Promise<AccessList> {
  const roster = await knownRoster(deps.parts);
  const given = givenAccesses(deps.parts.ledger.history);
  if (given.length === 0) return { accesses: [] };
  const receipts = await readReceipts(deps, roster, given);
  const watching = await watchingNow(deps);
  const accesses = given.map((one) => accessView(deps, { roster, watching, fetches: receipts.good }, one)).reverse();
  return { accesses, ...(receipts.problem === undefined ? {} : { problem: receipts.problem }) };
}

/** What staff may see now, oldest first. Needs no network. */
export async function readOpenAccesses(deps: SupportDeps): Promise<readonly AccessView[]> {
  const { ledger } = deps.parts;
  const open = givenAccesses(ledger.history).filter((one) => isOpenAccess(one, ledger.current.state, deps.nowMs()));
  if (open.length === 0) return [];
  const roster = await knownRoster(deps.parts);
  const watching = await watchingNow(deps);
  return open.map((one) => accessView(deps, { roster, watching, fetches: [] }, one));
}

type Told = Readonly<{
  roster: RosterState | undefined;
  watching: ReadonlySet<string>;
  fetches: readonly FetchReceipt[];
}>;

function accessView({ parts, nowMs }: SupportDeps, { roster, watching, fetches }: Told, one: GivenAccess): AccessView {
  const { ledger, book } = parts;
  const { head, body, by, atMs, stoppedAtMs, releases } = one;
  const { state } = ledger.current;
  const { name, person } = deviceName({ state, book }, by);
  const cameras = body.camera === undefined ? body.clips.map(({ camera }) => camera) : [body.camera];
  return {
    id: encodeBase64url(head),
    staff: staffName(roster, deviceIdOf(body.staff)),
    kind: grantKind(body),
    purpose: body.purpose,
    cameras: [...new Set(cameras.map(formatId))],
    clips: body.clips.map(({ clip }) => formatId(clip)),
    sound: body.sound,
    by: person === "" ? name : person,
    fromMs: atMs,
    untilMs: body.untilMs,
    ...(stoppedAtMs === undefined ? {} : { stoppedAtMs }),
    isOpen: isOpenAccess(one, state, nowMs()),
    isWatching: watching.has(encodeBase64url(head)),
    releases,
    fetches: fetches
      .filter(({ grant }) => equalBytes(grant, head))
      .map(({ clip, atMs: fetchedMs }) => ({ clip: formatId(clip), atMs: fetchedMs })),
  };
}

type Receipts = Readonly<{ good: readonly FetchReceipt[]; problem?: Problem }>;

async function readReceipts(
  { server }: SupportDeps,
  roster: RosterState | undefined,
  given: readonly GivenAccess[],
): Promise<Receipts> {
  const good: FetchReceipt[] = [];
  let bad = 0;
  try {
    for (let after = 0; ;) {
      const { fetches, cursor } = await server.session.call("readFetches", { query: { after } });
      for (const signed of fetches) {
        const receipt = roster && verifiedReceipt(decodeBase64url(signed), roster, given);
        if (receipt === undefined) bad += 1;
        else good.push(receipt);
      }
      if (fetches.length === 0) break;
      after = cursor;
    }
  } catch (error) {
    if (knownError(error) === undefined) throw error;
    return { good, problem: problemOf(error, "The receipts of support can’t be read now. Try again in a moment.") };
  }
  return bad === 0 ? { good } : { good, problem: { code: "support.bad_receipt", advice: BAD_RECEIPT } };
}

const BAD_RECEIPT = "The server shows receipts that no staff signed for anything that you allowed. They are left out.";

function verifiedReceipt(
  signed: Uint8Array,
  roster: RosterState,
  given: readonly GivenAccess[],
): FetchReceipt | undefined {
  try {
    const receipt = verifyFetchReceipt(signed, roster);
    const of = given.find(({ head }) => equalBytes(head, receipt.grant));
    return of !== undefined && equalBytes(deviceIdOf(of.body.staff), receipt.staff) ? receipt : undefined;
  } catch (error) {
    // Anyone could have made these bytes.
    if (knownError(error) === undefined) throw error;
    return undefined;
  }
}

/** Grants by which somebody watches this very moment, by the server's word; none when it is away. */
async function watchingNow({ server }: SupportDeps): Promise<ReadonlySet<string>> {
  try {
    const { watching } = await server.session.call("readWatching", {});
    return new Set(watching.map(({ grant }) => grant));
  } catch (error) {
    if (knownError(error) === undefined) throw error;
    return new Set();
  }
}
