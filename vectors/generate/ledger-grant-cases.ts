// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file Grants to the operator's staff, their end, and the release of keys (protocol §4.4 rules 20 to 22). */
import type { Hash } from "@nightlatch/crypto/keys";
import { staffFromSeed } from "@nightlatch/protocol/grant";
import { confirmProposal, removeDevices } from "@nightlatch/protocol/keys";
import {
  applyEntry,
  ledgerHeadOf,
  type ClipId,
  type EntryBody,
  type GrantBody,
  type OperatorId,
  type ReleaseBody,
} from "@nightlatch/protocol/wire";
import { TEST_NOW_MS } from "@nightlatch/testkit";
import type { LedgerCase } from "./ledger.ts";
import {
  anyHash,
  DAY_MS,
  extend,
  HOUR_MS,
  nextEntry,
  resigned,
  type History,
  type LedgerScene,
} from "./ledger-scene.ts";

export async function grantCases(scene: LedgerScene): Promise<readonly LedgerCase[]> {
  const { random, who, home, camera, joint, keyring } = scene;
  const staff = await staffFromSeed(random(32));
  const atMs = TEST_NOW_MS + HOUR_MS;
  const clipId = () => random(16) as Uint8Array as ClipId;
  const named = () => ({ camera, clip: clipId(), header: anyHash(random) });
  const [first, second] = [named(), named()];
  const clips: GrantBody = {
    type: "grant",
    operator: random(16) as Uint8Array as OperatorId,
    roster: anyHash(random),
    staff: staff.publicKeys,
    request: anyHash(random),
    purpose: "picture_quality",
    clips: [first, second],
    sound: true,
    untilMs: atMs + DAY_MS,
  };
  const live: GrantBody = { ...clips, clips: [], camera, untilMs: atMs + HOUR_MS };
  const judge = async (
    name: string,
    after: History,
    body: EntryBody,
    error?: LedgerCase["error"],
    actor = who.owner,
    atTimeMs = atMs,
  ): Promise<LedgerCase> => {
    const entry = await nextEntry(scene, after, body, actor, { atMs: atTimeMs });
    return { name, after, entry, ...(error === undefined ? {} : { error }) };
  };
  const behind = async (name: string, before: History, body: EntryBody, actor = who.owner): Promise<History> => {
    const entry = await nextEntry(scene, before, body, actor, { atMs });
    const verdict = applyEntry(before.state, entry);
    if (verdict.kind === "refused") throw new Error(`${name}: ${verdict.code}`);
    return extend(before, name, { entry, state: verdict.state });
  };
  const headOf = (history: History): Hash => ledgerHeadOf(history.entries.at(-1) ?? new Uint8Array());

  const granted = await behind("granted", home, clips);
  const grant = headOf(granted);
  const watched = await behind("watched", home, live);
  const key = ({ clip }: typeof first) => ({ clip, hash: anyHash(random) });
  const release: ReleaseBody = { type: "release", grant, acceptance: anyHash(random), keys: [key(first)] };
  const released = await behind("released", granted, release);
  const revoked = await behind("revoked", granted, { type: "revoke", grant });
  const removal = { state: granted.state, keyring, remove: [who.owner.id] };
  const youngMaking = { actor: who.young, random, nowMs: TEST_NOW_MS + 2 * DAY_MS };
  const giverGone = extend(granted, "the giver is gone", await removeDevices(youngMaking, removal));
  const asked = await behind("asked by the young owner", home, clips, who.young);
  const making = { actor: who.owner, random, nowMs: atMs };
  const confirmed = extend(asked, "a grant confirmed", await confirmProposal(making, asked.state, headOf(asked)));
  let full = home;
  for (let i = 1; i <= 16; i++) full = await behind(`${String(i)} open`, full, { ...live, request: anyHash(random) });
  const bad = (name: string, over: Partial<GrantBody>) => judge(name, home, { ...clips, ...over }, "ledger.malformed");
  const layout = async (name: string, over: Record<string, never>) => ({
    name,
    after: home,
    entry: await resigned(await nextEntry(scene, home, clips, who.owner, { atMs }), who.owner, (map) => ({
      ...map,
      body: { ...(map["body"] as object), ...over },
    })),
    error: "ledger.malformed" as const,
  });
  return [
    await judge("two clips for a day", home, clips),
    await judge("a camera for an hour", home, live),
    await judge("clips for a week", home, { ...clips, untilMs: atMs + 7 * DAY_MS }),
    await judge("asked for by an owner of the first day", home, clips, undefined, who.young),
    await judge("asked for by one of two owners who decide together", joint, clips),
    await judge("confirmed, and revoked by its new name", confirmed, { type: "revoke", grant: headOf(confirmed) }),
    await judge("a member revokes", granted, { type: "revoke", grant }, undefined, who.member),
    await judge("keys of one clip released", granted, release),
    await judge("keys of the other clip as well", released, { ...release, keys: [key(second)] }),
    await judge(
      "a seventeenth grant when the others have ended",
      full,
      { ...live, untilMs: atMs + 2 * HOUR_MS },
      undefined,
      who.owner,
      atMs + HOUR_MS,
    ),
    await judge("a member grants", home, clips, "ledger.not_allowed", who.member),
    await judge("a paper key grants", home, clips, "ledger.not_allowed", who.paper),
    await judge("a hub grants", home, clips, "ledger.not_allowed", who.hub),
    await judge("a guest revokes", granted, { type: "revoke", grant }, "ledger.not_allowed", who.guest),
    await judge("a hub revokes", granted, { type: "revoke", grant }, "ledger.not_allowed", who.hub),
    await judge("a member releases", granted, release, "ledger.not_allowed", who.member),
    await bad("one clip twice", { clips: [first, first] }),
    await bad("neither clips nor a camera", { clips: [] }),
    await bad("clips and a camera", { camera }),
    await bad("33 clips", { clips: Array.from({ length: 33 }, named) }),
    await bad("an end that is now", { untilMs: atMs }),
    await bad("clips for longer than a week", { untilMs: atMs + 7 * DAY_MS + 1 }),
    await judge("a camera for longer than an hour", home, { ...live, untilMs: atMs + HOUR_MS + 1 }, "ledger.malformed"),
    await judge("a seventeenth open grant", full, { ...live, request: anyHash(random) }, "ledger.malformed"),
    await layout("an unknown purpose", { purpose: "curiosity" as never }),
    await layout("a sealing key that nothing can be sealed to", {
      staff: {
        hpke: new Uint8Array(1216).fill(255),
        ledger: staff.publicKeys.ledger,
        session: staff.publicKeys.session,
      } as never,
    }),
    await layout("a further key of a grant", { note: "x" as never }),
    await judge("an unknown grant revoked", home, { type: "revoke", grant }, "ledger.unknown_grant"),
    await judge("revoked twice", revoked, { type: "revoke", grant }, "ledger.unknown_grant"),
    await judge(
      "revoked by the name of its proposal",
      confirmed,
      { type: "revoke", grant: headOf(asked) },
      "ledger.unknown_grant",
    ),
    await judge(
      "revoked before it was confirmed",
      asked,
      { type: "revoke", grant: headOf(asked) },
      "ledger.unknown_grant",
    ),
    await judge("released after the revocation", revoked, release, "ledger.unknown_grant"),
    await judge(
      "released when its giver is gone",
      giverGone,
      release,
      "ledger.unknown_grant",
      who.young,
      TEST_NOW_MS + 2 * DAY_MS,
    ),
    await judge("released at its end", granted, release, "ledger.grant_expired", who.owner, atMs + DAY_MS),
    await judge(
      "a clip that the grant does not name",
      granted,
      { ...release, keys: [{ clip: clipId(), hash: anyHash(random) }] },
      "ledger.not_granted",
    ),
    await judge(
      "a clip for a grant of a live camera",
      watched,
      { ...release, grant: headOf(watched) },
      "ledger.not_granted",
    ),
    await judge("a clip's key released again", released, release, "ledger.grant_used"),
    await judge(
      "a clip's key released twice at once",
      granted,
      { ...release, keys: [key(first), key(first)] },
      "ledger.grant_used",
    ),
    await judge("a release of nothing", granted, { ...release, keys: [] }, "ledger.malformed"),
  ];
}
