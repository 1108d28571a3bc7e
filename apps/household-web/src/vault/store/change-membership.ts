// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file Changes single facts of this browser's membership; other tabs may have changed others. */
import type { Membership } from "./database.ts";
import type { OwnStores } from "./own-stores.ts";

export type MembershipChange = Readonly<{
  isPaperChecked?: boolean;
  /** "none": said. */
  introduction?: NonNullable<Membership["introduction"]> | "none";
  /** "none": over. */
  recovery?: NonNullable<Membership["recovery"]> | "none";
}>;

/** @param known what this tab believes, should another one have removed it */
export async function changeMembership(
  stores: OwnStores,
  known: Membership,
  { isPaperChecked, introduction, recovery }: MembershipChange,
): Promise<Membership> {
  const transaction = await stores.begin();
  const store = transaction.objectStore("membership");
  const { introduction: introductionBefore, recovery: recoveryBefore, ...rest } = (await store.get("this")) ?? known;
  const [nextIntroduction, nextRecovery] = [introduction ?? introductionBefore, recovery ?? recoveryBefore];
  const membership: Membership = {
    ...rest,
    ...(isPaperChecked === undefined ? {} : { isPaperChecked }),
    ...(nextIntroduction === undefined || nextIntroduction === "none" ? {} : { introduction: nextIntroduction }),
    ...(nextRecovery === undefined || nextRecovery === "none" ? {} : { recovery: nextRecovery }),
  };
  await store.put(membership, "this");
  await transaction.done;
  return membership;
}
