// SPDX-License-Identifier: AGPL-3.0-or-later
/**
 * @file A second branch of the log under the same key, as a real server signs and serves it. Shown to one device: how
 * long until that device has refused what only the branch holds, for want of its hub's word. Shown to the hub: how long
 * until its household can read the alarm. Server, branch and hub are processes of their own.
 */
import { logOfSize } from "../tests/constellation/log-reader.ts";
import { LoggedHome } from "../tests/constellation/logged-home.ts";
import { WitnessingHome } from "../tests/faults/witnessing-home.ts";
import { figure, median, type Figure } from "./figure.ts";
import type { BenchOptions } from "./options.ts";

const SLOWEST_S = 60;
const ASK_EVERY_MS = 50;

export async function run({ isQuick, note }: BenchOptions): Promise<readonly Figure[]> {
  const rounds = isQuick ? 1 : 3;
  const [refusedS, alarmedS]: [number[], number[]] = [[], []];
  for (let round = 1; round <= rounds; round += 1) {
    refusedS.push(await untilDeviceRefused(`device ${String(round)}`));
    alarmedS.push(await untilHubAlarmed(`hub ${String(round)}`));
    note(`round ${String(round)}: refused in ${String(refusedS.at(-1))} s, alarmed in ${String(alarmedS.at(-1))} s`);
  }
  const goal = { of: "value", atMost: SLOWEST_S } as const;
  return [
    figure("a branch shown to one device: refused without its hub's word", "s", median(refusedS), null, goal),
    figure("a branch shown to the hub: alarm in its household's hands", "s", median(alarmedS), null, goal),
  ];
}

/** The branch lets someone in. The owner's device sees that in the log, signed by the log, and must not believe it. */
async function untilDeviceRefused(seed: string): Promise<number> {
  await using whole = await WitnessingHome.start(seed);
  const branch = await whole.branch();
  await whole.untilProved();
  const { seq } = whole.home.state;
  const startedMs = performance.now();
  whole.cloud.leadTo(branch.url);
  await whole.home.addDevice("member");
  for (;;) {
    const { view, isFresh } = await whole.look();
    if (view.provedSeq > seq) throw new Error("the device believed a branch that its hub did not sign");
    const isInBranch = view.leaf !== undefined && view.leaf.seq > seq;
    if (isInBranch && !isFresh) return secondsSince(startedMs);
    await new Promise((resolve) => setTimeout(resolve, ASK_EVERY_MS));
  }
}

/** The branch is as large as what the hub signed of the first one, and other. */
async function untilHubAlarmed(seed: string): Promise<number> {
  await using whole = await WitnessingHome.start(seed);
  const branch = await whole.branch();
  await whole.home.addDevice("member");
  const { view } = await whole.untilProved();
  for (let size = (await logOfSize(branch.url, 1)).length; size < view.size; size += 1) {
    await LoggedHome.found(branch.http, branch.url, `${seed} neighbour ${String(size)}`, Date.now());
    await logOfSize(branch.url, size + 1);
  }
  const startedMs = performance.now();
  whole.hubCloud.leadTo(branch.url);
  whole.cloud.leadTo(branch.url);
  await whole.untilAlarmed();
  return secondsSince(startedMs);
}

function secondsSince(startedMs: number): number {
  return (performance.now() - startedMs) / 1000;
}
