// SPDX-License-Identifier: AGPL-3.0-or-later
/**
 * @file A real server with an operator whose staff are at work, its insider, and a household that records clips and lets
 * one of the staff in.
 */
import { decodeBase64url, encodeBase64url } from "@nightlatch/bytes";
import type { CameraId, ClipId, Grant } from "@nightlatch/protocol/wire";
import { Insider } from "@nightlatch/testkit/evil-cloud";
import { accept, GrantingHome, placeOf, receiptFor } from "../constellation/granting-home.ts";
import { sealClip, type SealedClip } from "../constellation/sealed-clip.ts";
import { openDesk, type Desk, type Member } from "../constellation/staffed-server.ts";
import { uploadClip } from "../constellation/upload-clip.ts";

/** The second fragment of every clip: a picture. */
export const PICTURE: Uint8Array = Uint8Array.of(1, 7, 7, 7);

export type FetchedClip = Readonly<{ opening: Uint8Array; part: Uint8Array }>;

export class GrantedScene implements AsyncDisposable {
  readonly staff: Desk & AsyncDisposable;
  readonly home: GrantingHome;
  readonly insider: Insider;

  private constructor(staff: Desk & AsyncDisposable, home: GrantingHome) {
    this.staff = staff;
    this.home = home;
    this.insider = new Insider(staff.desk.running.dataDir);
  }

  static async open(seed: string): Promise<GrantedScene> {
    const staff = await openDesk();
    return new GrantedScene(staff, await GrantingHome.enrol(staff.desk, seed));
  }

  get desk(): Desk["desk"] {
    return this.staff.desk;
  }

  /** Recorded, sealed, and stored at the server. */
  async record(camera?: CameraId): Promise<SealedClip> {
    const plain = (sequence: number) => Uint8Array.of(sequence, 7, 7, 7);
    const shape = { startMs: this.desk.clock.nowMs(), plain, ...(camera === undefined ? {} : { camera }) };
    const sealed = await sealClip(this.home.home, shape);
    await uploadClip(this.home.home, sealed);
    return sealed;
  }

  /** All the way: granted to `member`, accepted in public, keys handed over. */
  async release(
    member: Member,
    clips: readonly SealedClip[],
  ): Promise<Readonly<{ grant: Grant; acceptance: Uint8Array }>> {
    const grant = await this.home.grantClips(member, clips);
    const acceptance = await accept(this.desk, member, grant);
    await this.home.release(grant, acceptance, clips);
    return { grant, acceptance };
  }

  /** The box of a released clip, as the server hands it to `member`. */
  async boxFor({ session }: Member, { head }: Grant): Promise<Uint8Array> {
    const { boxes } = await session.call("readGrantBoxes", { params: { grant: encodeBase64url(head) } });
    return decodeBase64url(boxes[0]?.box ?? "");
  }

  /** As the console does: a receipt first. */
  async fetch(member: Member, grant: Grant, clip: ClipId): Promise<FetchedClip> {
    await member.session.call("postFetch", { body: await receiptFor(this.desk, member, grant, clip) });
    const params = placeOf(grant, clip);
    const { opening } = await member.session.call("readGrantedClip", { params });
    const part = await member.session.call("readGrantedPart", { params: { ...params, index: 0 } });
    return { opening: decodeBase64url(opening), part };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.staff[Symbol.asyncDispose]();
  }
}
