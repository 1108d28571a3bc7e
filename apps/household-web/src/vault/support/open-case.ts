// SPDX-License-Identifier: AGPL-3.0-or-later
/**
 * @file Opens a case with a team (protocol §16.1): its key goes to the household's own devices first, then to whoever of
 * the team works now by the proved roster. The server passes on sealed words, and learns the team.
 */
import { encodeBase64url } from "@nightlatch/bytes";
import { createCaseKey, sealCaseKeyFor, sealHouseholdMessage } from "@nightlatch/protocol/seal";
import {
  formatId,
  MAX_CASE_BOXES,
  workingStaff,
  type CaseBody,
  type CaseId,
  type RosterState,
  type StaffMember,
} from "@nightlatch/protocol/wire";
import type { HealthFigure } from "../../vault-client/vault-api.ts";
import { readOperator } from "./operator-desk.ts";
import { operatorDeps, type SupportDeps } from "./support-deps.ts";
import { supportError } from "./support-errors.ts";

export type NewCase = Readonly<{ team: string; words: string; figures: readonly HealthFigure[] }>;

/** Returns its id. @throws support.* | protocol.too_large | server codes */
export async function openCase(deps: SupportDeps, { team, words, figures }: NewCase): Promise<string> {
  const { parts, server, random, nowMs } = deps;
  const { roster } = await readOperator(operatorDeps(deps));
  const members = answering(roster, team, nowMs());
  if (!members.some(({ role }) => role === "support")) throw supportError("support.nobody_works", "nobody of the team");
  const id = random(16) as Uint8Array as CaseId;
  const key = createCaseKey(random);
  // Before the server has anything: a case whose key was lost could be read by staff alone.
  await parts.desk.writeForPeople(id, { kind: "case", key, team, operator: roster.operator });
  const bodies: readonly CaseBody[] = [
    { kind: "words", text: words },
    ...(figures.length === 0 ? [] : [{ kind: "health", figures } as const]),
  ];
  const messages = await Promise.all(
    bodies.map(async (body, n) =>
      encodeBase64url(await sealHouseholdMessage(key, { case: id, n, atMs: nowMs(), body }, random)),
    ),
  );
  const boxes = await Promise.all(
    members.map(async (member) => ({
      staff: formatId(member.id),
      box: encodeBase64url(await sealCaseKeyFor(key, id, member)),
    })),
  );
  await server.session.call("openCase", { body: { case: formatId(id), team, boxes, messages } });
  return formatId(id);
}

/** Teams that somebody of the support works for. */
export function teamsOf(roster: RosterState, nowMs: number): readonly string[] {
  return [...new Set(workingStaff(roster, nowMs, "support").map(({ team }) => team))].sort();
}

function answering(roster: RosterState, team: string, nowMs: number): readonly StaffMember[] {
  return workingStaff(roster, nowMs)
    .filter((member) => member.team === team && (member.role === "support" || member.role === "supervisor"))
    .slice(0, MAX_CASE_BOXES);
}
