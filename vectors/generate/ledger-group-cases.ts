// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file New camera groups (protocol §4.4 rule 16). */
import type { FirstEpoch, GroupBody } from "@nightlatch/protocol/wire";
import type { DeviceSecrets } from "@nightlatch/protocol/keys";
import type { LedgerCase } from "./ledger.ts";
import { anyEpochKey, anyGroup, anyHash, judgeBehind, lastBody, spoiltKey, type LedgerScene } from "./ledger-scene.ts";

export async function groupCases(scene: LedgerScene): Promise<readonly LedgerCase[]> {
  const { who, groups, home, grouped, removed, random } = scene;
  const { group: made } = lastBody(grouped, "group");
  const group = (over: Partial<FirstEpoch>): GroupBody => ({
    type: "group",
    group: { ...made, group: anyGroup(scene.random), pk: anyEpochKey(random), ...over },
  });
  const box = (device: DeviceSecrets) => ({ device: device.id, hash: anyHash(random) });
  const { boxes } = made;
  const judge = judgeBehind(scene);
  return [
    await judge("a group for owners and the paper key", home, group({})),
    await judge("a group for a member, too", home, group({ boxes: [...boxes, box(who.member)] })),
    await judge("a group that is there", home, group({ group: groups.front }), "ledger.malformed"),
    await judge("a group with a key used before", grouped, group({ pk: made.pk }), "ledger.wrong_epoch"),
    await judge(
      "a group key with a coefficient of 3329",
      home,
      group({ pk: spoiltKey(made.pk, 0, [0x01, 0x0d]) }),
      "ledger.malformed",
    ),
    await judge(
      "a group key with a point of small order",
      home,
      group({ pk: spoiltKey(made.pk, 1184, [1, ...new Uint8Array(31)]) }),
      "ledger.malformed",
    ),
    await judge("a group without an owner", home, group({ boxes: boxes.slice(1) }), "ledger.wrong_recipients"),
    await judge(
      "a group for one owner twice",
      home,
      group({ boxes: [...boxes, ...boxes.slice(0, 1)] }),
      "ledger.wrong_recipients",
    ),
    await judge("a group for a hub", home, group({ boxes: [...boxes, box(who.hub)] }), "ledger.wrong_recipients"),
    await judge("a group for a guest", home, group({ boxes: [...boxes, box(who.guest)] }), "ledger.wrong_recipients"),
    await judge(
      "a group for a stranger",
      home,
      group({ boxes: [...boxes, box(who.stranger)] }),
      "ledger.wrong_recipients",
    ),
    await judge(
      "a group for someone who was put out",
      removed,
      group({ boxes: [...boxes, box(who.member)] }),
      "ledger.wrong_recipients",
    ),
  ];
}
