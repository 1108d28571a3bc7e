// SPDX-License-Identifier: AGPL-3.0-or-later
/**
 * @file For whom of the staff this hub seals a camera's new clips (protocol §17.4). A grant serves once every step of its
 * way stands in the public log: that is found out here, again and again while one is open. That it is over (revoked,
 * ended, the signer gone) counts at once, whatever is in reach.
 */
import { compareBytes, encodeBase64url } from "@nightlatch/bytes";
import type { DeviceSession, RosterBook } from "@nightlatch/api-client";
import { hasCode, NightlatchError } from "@nightlatch/errors";
import { judgeKeyRelease, trustedTimeMs, type GrantRefusal } from "@nightlatch/protocol/log";
import type { GrantTarget } from "@nightlatch/protocol/seal";
import { findGrant, openGrants, type CameraId, type Grant, type LedgerState } from "@nightlatch/protocol/wire";
import { describeError, type HubLog } from "../observability/logger.ts";
import type { Clock } from "../ports/clock.ts";
import { WakeCall } from "../uplink/wake-call.ts";

export type LiveGrantsDeps = Readonly<{
  clock: Clock;
  log: HubLog;
  session: Pick<DeviceSession, "call">;
  state: () => LedgerState;
  roster: RosterBook;
  /** The operator showed another roster than the one that this hub knows. Told to the household. */
  onForeignRoster: (code: string) => Promise<void>;
}>;

/** While a grant is open: a suspension acts within a minute. */
const LOOK_EVERY_MS = 20_000;
/** A grant that was found good serves this long without another look: no network, no pictures for staff. */
const GOOD_FOR_MS = 60_000;
const QUIET_MS = 3_600_000;

type Good = Readonly<{ target: GrantTarget; untilMs: number; goodUntilMs: number }>;

/** Owns what was found of each open live grant. */
export class LiveGrants {
  readonly #deps: LiveGrantsDeps;
  readonly #bell: WakeCall;
  readonly #good = new Map<string, Good>();
  readonly #told = new Set<string>();

  constructor(deps: LiveGrantsDeps) {
    this.#deps = deps;
    this.#bell = new WakeCall(deps.clock);
  }

  /** The ledger, the log, or a grant has news. */
  wake(): void {
    this.#bell.ring();
  }

  /** Whom a clip of this camera that begins now is sealed to, besides the household. Asked for with each fragment. */
  targetsOf(camera: CameraId): readonly GrantTarget[] {
    if (this.#good.size === 0) return [];
    const { clock, state } = this.#deps;
    const now = state();
    return [...this.#good.values()]
      .filter(({ untilMs, goodUntilMs }) => clock.nowMs() < untilMs && clock.monotonicMs() < goodUntilMs)
      .filter(({ target }) => isOf(findGrant(now, target.grant), camera))
      .map(({ target }) => target);
  }

  async run(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      const open = this.#open();
      for (const grant of open) await this.#look(grant);
      for (const key of this.#good.keys()) if (!open.some(({ head }) => keyOf(head) === key)) this.#good.delete(key);
      await this.#bell.wait(open.length > 0 ? LOOK_EVERY_MS : QUIET_MS, signal);
    }
  }

  #open(): readonly Grant[] {
    const { state, clock } = this.#deps;
    return openGrants(state(), clock.nowMs()).filter(({ body }) => body.camera !== undefined);
  }

  async #look(grant: Grant): Promise<void> {
    const { log } = this.#deps;
    try {
      const verdict = await this.#judge(grant);
      if (verdict === "good") this.#serve(grant);
      else this.#refuse(grant, verdict);
    } catch (error) {
      if (!(error instanceof NightlatchError)) throw error;
      // What was good stays so for a minute; then it is not known to be.
      this.#tell(grant, String(error.code), () => {
        log.warn({ error: describeError(error) }, "whether staff may watch cannot be found out; tried again");
      });
    }
  }

  async #judge(grant: Grant): Promise<"good" | GrantRefusal> {
    const { session, state, roster, clock, onForeignRoster } = this.#deps;
    const slot = await acceptanceSlot(session, grant);
    if (slot === undefined) return "grant.no_acceptance";
    const news = await roster.show(slot);
    if (news.kind === "not-yet") return "grant.acceptance_not_logged";
    if (news.kind === "stopped") {
      await onForeignRoster(news.code);
      return "grant.roster_not_logged";
    }
    const { shown, ...operator } = news.view;
    const nowMs = Math.max(clock.nowMs(), trustedTimeMs(state(), operator.view) ?? 0);
    const verdict = judgeKeyRelease(grant.head, shown, { ...operator, state: state(), nowMs });
    return verdict.kind === "good" ? "good" : verdict.code;
  }

  #serve({ head, body }: Grant): void {
    const { clock, log } = this.#deps;
    const target = { grant: head, hpke: body.staff.hpke, sound: body.sound };
    this.#good.set(keyOf(head), { target, untilMs: body.untilMs, goodUntilMs: clock.monotonicMs() + GOOD_FOR_MS });
    this.#tell({ head }, "good", () => {
      log.info("staff may watch a camera from now on, as the household signed");
    });
  }

  #refuse(grant: Grant, code: GrantRefusal): void {
    this.#good.delete(keyOf(grant.head));
    this.#tell(grant, code, () => {
      this.#deps.log.info({ code }, "staff may not watch a camera now");
    });
  }

  /** Each finding about a grant once. */
  #tell({ head }: Pick<Grant, "head">, finding: string, tell: () => void): void {
    const key = `${keyOf(head)} ${finding}`;
    if (this.#told.has(key)) return;
    this.#told.add(key);
    tell();
  }
}

/** Where the staff's acceptance stands in the operator's lane, by the server's word; undefined while there is none. */
async function acceptanceSlot(session: Pick<DeviceSession, "call">, { head }: Grant): Promise<number | undefined> {
  try {
    return (await session.call("readAcceptance", { params: { grant: encodeBase64url(head) } })).slot;
  } catch (error) {
    if (hasCode(error, "acceptance.unknown") || hasCode(error, "grant.unknown")) return undefined;
    throw error;
  }
}

function isOf(grant: Grant | undefined, camera: CameraId): boolean {
  return grant?.body.camera !== undefined && compareBytes(grant.body.camera, camera) === 0;
}

function keyOf(head: Uint8Array): string {
  return encodeBase64url(head);
}
