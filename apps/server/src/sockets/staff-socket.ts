// SPDX-License-Identifier: AGPL-3.0-or-later
/**
 * @file A staff console's live connection: the cameras that households granted it, and news. It is judged anew at each
 * change of the roster or of a grant, and every half second against the clock: what ended is cut at once.
 */
import { MEDIA_HEAD_BYTES, type ServerToStaff, type StaffToServer } from "@nightlatch/api-contract";
import { decodeBase64url, equalBytes } from "@nightlatch/bytes";
import { hasCode } from "@nightlatch/errors";
import { decodeClipOpening, type CameraId } from "@nightlatch/protocol/wire";
import type { WebSocket } from "ws";
import { ApiError } from "../errors.ts";
import type { Hash } from "../ports/stored-types.ts";
import type { OpenGrant } from "../services/grants/grants.ts";
import type { StaffEvent } from "../services/staff/staff-events.ts";
import type { StaffCaller } from "../services/staff/staff-sessions.ts";
import { viewerOn } from "./feed-viewer.ts";
import { refuse, type LiveSocket } from "./live-socket.ts";
import type { StaffSocketParts } from "./staff-door.ts";

type Reason = Extract<ServerToStaff, { type: "watch-ended" }>["reason"];
type Watched = Readonly<{ head: Hash; untilMs: number; renew: (nonce: string) => void; end: () => void }>;

const MAX_WATCHED = 4;
const LOOK_EVERY_MS = 500;

export class StaffSocket implements LiveSocket<StaffToServer> {
  readonly #socket: WebSocket;
  readonly #parts: StaffSocketParts;
  #caller: StaffCaller;
  readonly #unsubscribe: () => void;
  readonly #clock: ReturnType<typeof setInterval>;
  readonly #watched = new Map<string, Watched>();

  constructor(socket: WebSocket, caller: StaffCaller, parts: StaffSocketParts) {
    this.#socket = socket;
    this.#caller = caller;
    this.#parts = parts;
    this.#unsubscribe = parts.staffEvents.subscribe((event) => {
      this.#onEvent(event);
    });
    this.#clock = setInterval(() => {
      this.#look();
    }, LOOK_EVERY_MS);
  }

  onReady(): void {
    // Staff speaks first: it says which grant it wants to watch.
  }

  onText(message: StaffToServer): void {
    if (message.type === "renew") this.#renew(message.token);
    if (message.type === "leave") this.#leave(message.grant);
    if (message.type !== "watch") return;
    this.#watch(message.grant, message.nonce).catch((error: unknown) => {
      if (!hasCode(error, "grant.unknown") && !hasCode(error, "grant.not_accepted")) this.#failed(error);
      this.#end(message.grant, "refused");
    });
  }

  onBytes(): void {
    refuse(this.#socket, new ApiError("request.malformed", "staff sends no media"));
  }

  onClose(): void {
    clearInterval(this.#clock);
    this.#unsubscribe();
    for (const grant of [...this.#watched.keys()]) this.#leave(grant);
  }

  async #watch(grantText: string, nonce: string): Promise<void> {
    const known = this.#watched.get(grantText);
    if (known !== undefined) {
      known.renew(nonce);
      return;
    }
    const head = decodeBase64url(grantText) as Hash;
    const open = await this.#parts.grants.readAccepted(this.#caller.member, head);
    const { camera } = open.grant.body;
    const isLeft = this.#socket.readyState !== this.#socket.OPEN || this.#watched.has(grantText);
    if (isLeft || this.#watched.size >= MAX_WATCHED) return;
    if (camera === undefined) this.#end(grantText, "refused");
    else this.#begin(grantText, open, camera, nonce);
    // The stop may have come between the question and this moment.
    await this.#judge(grantText, head);
  }

  #begin(grantText: string, { grant, lane }: OpenGrant, camera: CameraId, nonce: string): void {
    const { relay, watching, clock } = this.#parts;
    const { untilMs } = grant.body;
    const staff = { grant: grant.head, staff: this.#caller.member.id, camera, sinceMs: clock.nowMs(), untilMs };
    const unwatch = watching.begin(lane, staff);
    const viewer = viewerOn(this.#socket, nonce, (opening) => hasKeyFor(opening, grant.head));
    relay.watch(lane, camera, viewer);
    this.#watched.set(grantText, {
      head: grant.head,
      untilMs,
      renew: (next) => {
        viewer.nonce = next;
        relay.renew(lane, camera);
      },
      end: () => {
        relay.leave(lane, camera, viewer);
        unwatch();
      },
    });
  }

  #leave(grantText: string): void {
    const watched = this.#watched.get(grantText);
    this.#watched.delete(grantText);
    watched?.end();
  }

  #end(grant: string, reason: Reason): void {
    this.#leave(grant);
    this.#send({ type: "watch-ended", grant, reason });
  }

  #renew(token: string): void {
    try {
      const caller = this.#parts.staffSessions.authenticate(token);
      if (!equalBytes(caller.member.id, this.#caller.member.id))
        throw new ApiError("session.refused", "another device");
      this.#caller = caller;
    } catch (error) {
      if (error instanceof ApiError) refuse(this.#socket, error);
      else this.#failed(error);
    }
  }

  /** Time passes without an event. */
  #look(): void {
    const nowMs = this.#parts.clock.nowMs();
    if (this.#caller.expiresAtMs <= nowMs) this.#close("session.expired", "the session has ended");
    else if (!this.#isWorking()) this.#close("session.refused", "this staff device does not work any more");
    for (const [grant, { untilMs }] of [...this.#watched]) if (untilMs <= nowMs) this.#end(grant, "expired");
  }

  #onEvent(event: StaffEvent): void {
    switch (event.type) {
      case "roster-changed":
        this.#look();
        this.#send({ type: "roster-changed" });
        return;
      case "cases-changed":
        if (event.team === this.#caller.member.team) this.#send({ type: "cases-changed" });
        return;
      case "grants-changed":
        if (!equalBytes(event.staff, this.#caller.member.id)) return;
        this.#send({ type: "grants-changed" });
        for (const [grant, { head }] of this.#watched)
          this.#judge(grant, head).catch((error: unknown) => this.#failed(error));
    }
  }

  async #judge(grantText: string, head: Hash): Promise<void> {
    const open = await this.#parts.grants.findOpen(this.#caller.member, head);
    if (open === undefined && this.#watched.has(grantText)) this.#end(grantText, "revoked");
  }

  #isWorking(): boolean {
    return this.#parts.operator.findWorking(this.#caller.member.id) !== undefined;
  }

  /** Pictures stop before the socket has closed. */
  #close(code: "session.expired" | "session.refused", message: string): void {
    for (const grant of [...this.#watched.keys()]) this.#leave(grant);
    refuse(this.#socket, new ApiError(code, message));
  }

  #failed(error: unknown): void {
    this.#parts.logger.error({ event: "bug", err: error }, "a staff socket failed by a bug");
    for (const grant of [...this.#watched.keys()]) this.#leave(grant);
    refuse(this.#socket, new ApiError("server.bug", "an unexpected failure"));
  }

  #send(message: ServerToStaff): void {
    if (this.#socket.readyState === this.#socket.OPEN) this.#socket.send(JSON.stringify(message));
  }
}

/** The hub seals a clip's key to a grant while that lasts: a clip without one is none of the staff's business. */
function hasKeyFor(opening: Buffer, grant: Hash): boolean {
  const { keys } = decodeClipOpening(opening.subarray(MEDIA_HEAD_BYTES));
  return keys.some(({ to }) => to.kind === "grant" && equalBytes(to.grant, grant));
}
