// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file A household on a real server that lets staff in: signs grants, takes them back, hands clip keys over. */
import { encodeBase64url } from "@nightlatch/bytes";
import type { Hash } from "@nightlatch/crypto/keys";
import { signAcceptance, signAccessRequest, signFetchReceipt } from "@nightlatch/protocol/grant";
import { releaseGrant, revokeGrant, signGrant, type GrantChoice } from "@nightlatch/protocol/keys";
import { openClip } from "@nightlatch/protocol/open";
import {
  acceptanceHash,
  accessRequestHash,
  decodeAcceptance,
  decodeClipOpening,
  decodeSigned,
  findGrant,
  findStaff,
  formatId,
  grantKind,
  grantMinutes,
  MAX_STAFF_STATEMENT_BYTES,
  type Acceptance,
  type CaseId,
  type ClipId,
  type Grant,
  type LedgerState,
} from "@nightlatch/protocol/wire";
import type { SealedClip } from "./sealed-clip.ts";
import type { Member, StaffedServer } from "./staffed-server.ts";
import { enrol, inText, type HouseholdOnServer } from "./test-server.ts";

export class GrantingHome {
  readonly home: HouseholdOnServer;
  readonly #desk: StaffedServer;
  state: LedgerState;

  private constructor(home: HouseholdOnServer, desk: StaffedServer) {
    this.home = home;
    this.#desk = desk;
    this.state = home.state;
  }

  static async enrol(desk: StaffedServer, seed: string): Promise<GrantingHome> {
    return new GrantingHome(await enrol(desk.running.http, seed, desk.clock.nowMs()), desk);
  }

  get #making() {
    return { actor: this.home.owner, random: this.home.random, nowMs: this.#desk.clock.nowMs() };
  }

  /** What it gave, asked for by `member` a moment ago. */
  async grant(member: Member, choice: GrantChoice): Promise<Grant> {
    const signed = await signGrant(this.#making, this.state, await this.#judged(member, choice), choice);
    await this.append(signed);
    return this.read(signed.state.head);
  }

  grantClips(member: Member, clips: readonly SealedClip[], minutes = 60): Promise<Grant> {
    const named = clips.map(({ clip, camera, opening }) => ({
      clip,
      camera,
      header: decodeClipOpening(opening).headerHash,
    }));
    return this.grant(member, { clips: named, sound: false, minutes });
  }

  async revoke({ head }: Grant): Promise<void> {
    await this.append(await revokeGrant(this.#making, this.state, head));
  }

  /** Hands the keys of these clips over, sealed to the grant's staff. */
  async release(grant: Grant, acceptance: Uint8Array, clips: readonly SealedClip[]) {
    const signed = await this.signRelease(grant, acceptance, clips);
    await this.append(signed);
    return signed;
  }

  async signRelease({ head }: Grant, acceptance: Uint8Array, clips: readonly SealedClip[]) {
    const grant = this.read(head);
    const { home } = this;
    const boxes = await Promise.all(
      clips.map(async ({ clip, opening }) => {
        const opener = await openClip(decodeClipOpening(opening), this.state, home.keyring);
        const target = { grant: head, hpke: grant.body.staff.hpke, sound: grant.body.sound };
        return { clip, box: await opener.sealGrantBox(target, home.hub.publicKeys.ledger) };
      }),
    );
    const { bytes } = decodeSigned(acceptance, MAX_STAFF_STATEMENT_BYTES, "acceptance");
    const good = {
      kind: "good",
      grant,
      acceptance: decodeAcceptance(bytes),
      acceptanceHash: acceptanceHash(acceptance),
    } as const;
    return releaseGrant(this.#making, this.state, good, boxes);
  }

  read(head: Hash): Grant {
    const grant = findGrant(this.state, head);
    if (grant === undefined) throw new Error("the household has no such grant");
    return grant;
  }

  async append(
    signed: Parameters<typeof inText>[0] & Readonly<{ state: LedgerState; grantBoxes?: readonly Uint8Array[] }>,
  ) {
    const grantBoxes = signed.grantBoxes?.map((box) => encodeBase64url(box));
    const body = { ...inText(signed), ...(grantBoxes === undefined ? {} : { grantBoxes }) };
    await this.home.as.owner.call("appendEntry", { body });
    this.state = signed.state;
  }

  async #judged(member: Member, choice: GrantChoice) {
    const { clock } = this.#desk;
    const roster = await this.#desk.roster(member);
    const staff = findStaff(roster, member.secrets.id);
    if (staff === undefined) throw new Error("the roster has this member");
    const isLive = "camera" in choice;
    const asked = {
      operator: roster.operator,
      case: this.home.random(16) as Uint8Array as CaseId,
      kind: isLive ? "live" : "clips",
      ...(isLive ? { camera: choice.camera } : {}),
      fromMs: 0,
      toMs: isLive ? 0 : clock.nowMs(),
      purpose: "picture_quality",
      words: "to see why it is dark",
      minutes: choice.minutes,
      atMs: clock.nowMs(),
    } as const;
    const signed = await signAccessRequest(member.secrets, asked);
    const request = { ...asked, staff: staff.id };
    return { kind: "good", request, hash: accessRequestHash(signed), staff, roster } as const;
  }
}

/** As the console signs it, or bent. */
export async function acceptanceOf(
  desk: StaffedServer,
  member: Member,
  grant: Grant,
  over: Partial<Acceptance> = {},
): Promise<Uint8Array> {
  return signAcceptance(member.secrets, {
    operator: grant.body.operator,
    grant: grant.head,
    purpose: grant.body.purpose,
    kind: grantKind(grant.body),
    minutes: grantMinutes(grant),
    atMs: desk.clock.nowMs(),
    ...over,
  });
}

export async function accept(desk: StaffedServer, member: Member, grant: Grant): Promise<Uint8Array> {
  const acceptance = await acceptanceOf(desk, member, grant);
  await member.session.call("postAcceptance", { body: acceptance });
  return acceptance;
}

export function receiptFor(
  desk: StaffedServer,
  member: Member,
  { head, body }: Grant,
  clip: ClipId,
  atMs: number = desk.clock.nowMs(),
): Promise<Uint8Array> {
  return signFetchReceipt(member.secrets, { operator: body.operator, grant: head, clip, atMs });
}

/** How routes name a granted clip. */
export function placeOf({ head }: Grant, clip: ClipId) {
  return { grant: encodeBase64url(head), clip: formatId(clip) };
}
