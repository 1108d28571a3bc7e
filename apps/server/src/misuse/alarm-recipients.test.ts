// SPDX-License-Identifier: AGPL-3.0-or-later
import { formatId, type StaffMember } from "@nightlatch/protocol/wire";
import { staffFromSeed } from "@nightlatch/protocol/grant";
import { seededRandom, TEST_FOUNDED_MS, TEST_NOW_MS, TestOperator } from "@nightlatch/testkit";
import { describe, expect, it } from "vitest";
import { alarmRecipients } from "./alarm-recipients.ts";

const alarmIds = Array.from({ length: 32 }, (_, n) => new Uint8Array(16).fill(n));
const idsOf = (staff: readonly StaffMember[]) => staff.map(({ id }) => formatId(id));

async function desk(supervisors: number) {
  const operator = await TestOperator.create("alarm recipients");
  const random = seededRandom("more supervisors");
  for (let n = 1; n < supervisors; n += 1) {
    const secrets = await staffFromSeed(random(32));
    await operator.take(
      { type: "enrol", staff: operator.staffOf(secrets, "supervisor", `Sue ${String(n)}`) },
      TEST_FOUNDED_MS,
    );
  }
  return operator;
}

describe("an alarm about someone", () => {
  it("goes to two supervisors, and over time to every one of them", async () => {
    const { state, support } = await desk(4);
    const all = alarmIds.map((alarm) => alarmRecipients(state, { concerned: support.id, alarm, atMs: TEST_NOW_MS }));
    for (const two of all) expect(two.map(({ role }) => role)).toEqual(["supervisor", "supervisor"]);
    expect(new Set(all.flatMap(idsOf)).size).toBe(4);
  });

  it("never goes to the person concerned, also when that is a supervisor", async () => {
    const { state, supervisor } = await desk(3);
    for (const alarm of alarmIds) {
      const two = alarmRecipients(state, { concerned: supervisor.id, alarm, atMs: TEST_NOW_MS });
      expect(two).toHaveLength(2);
      expect(idsOf(two)).not.toContain(formatId(supervisor.id));
    }
  });

  it("goes to an officer where there is one supervisor, or where the other one is suspended", async () => {
    const operator = await desk(2);
    const [first] = operator.officers;
    const roles = () =>
      alarmRecipients(operator.state, {
        concerned: operator.support.id,
        alarm: new Uint8Array(16),
        atMs: TEST_NOW_MS,
      }).map(({ role }) => role);
    expect(roles()).toEqual(["supervisor", "supervisor"]);
    await operator.take({ type: "suspend", staff: operator.supervisor.id }, TEST_NOW_MS, [first]);
    expect(roles()).toEqual(["supervisor", "officer"]);
  });
});
