// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file What an entry of the roster does, one type a kind. Twins, in the order of protocol §15.2. */
import type { CborValue } from "@nightlatch/bytes";
import type { VerifyKey } from "@nightlatch/crypto/keys";
import { ProtocolError } from "../../errors.ts";
import { readVerifyKey } from "../device-keys.ts";
import { MapFields } from "../map-fields.ts";
import { decodeStaff, encodeStaff, readShownText, type Staff, type StaffId } from "./staff.ts";

export type FoundBody = Readonly<{
  type: "found";
  /** The operator's, as households see it. */
  name: string;
  /** How long a new key waits before it works: time for the others to see it. */
  waitMs: number;
  /** The one key of the operator's lane in the public log. */
  laneKey: VerifyKey;
  staff: readonly Staff[];
}>;
export type EnrolBody = Readonly<{ type: "enrol"; staff: Staff }>;
export type ExtendBody = Readonly<{ type: "extend"; staff: StaffId; endMs: number }>;
export type SuspendBody = Readonly<{ type: "suspend"; staff: StaffId }>;
export type RestoreBody = Readonly<{ type: "restore"; staff: StaffId }>;
export type EndBody = Readonly<{ type: "end"; staff: StaffId }>;
export type RosterBody = FoundBody | EnrolBody | ExtendBody | SuspendBody | RestoreBody | EndBody;

export const MAX_FOUNDERS = 16;
export const MIN_ROSTER_WAIT_MS = 24 * 60 * 60 * 1000;
export const MAX_ROSTER_WAIT_MS = 30 * MIN_ROSTER_WAIT_MS;

export function encodeRosterBody(body: RosterBody): CborValue {
  switch (body.type) {
    case "found": {
      const { name, waitMs, laneKey } = body;
      return { name, waitMs, laneKey, staff: body.staff.map(encodeStaff) };
    }
    case "enrol":
      return { staff: encodeStaff(body.staff) };
    case "extend":
      return { staff: body.staff, endMs: body.endMs };
    case "suspend":
    case "restore":
    case "end":
      return { staff: body.staff };
  }
}

/** @throws protocol.malformed for an unknown type or shape | protocol.too_large */
export function decodeRosterBody(type: string, value: CborValue): RosterBody {
  switch (type) {
    case "found":
      return decodeFound(value);
    case "enrol":
      return { type, staff: decodeStaff(new MapFields(value, ["staff"], type).value("staff")) };
    case "extend": {
      const fields = new MapFields(value, ["staff", "endMs"], type);
      return { type, staff: fields.id<StaffId>("staff"), endMs: fields.uint("endMs") };
    }
    case "suspend":
    case "restore":
    case "end":
      return { type, staff: new MapFields(value, ["staff"], type).id<StaffId>("staff") };
    default:
      throw new ProtocolError("protocol.malformed", "an unknown type of roster entry");
  }
}

function decodeFound(value: CborValue): FoundBody {
  const fields = new MapFields(value, ["name", "waitMs", "laneKey", "staff"], "found");
  const waitMs = fields.uint("waitMs");
  if (waitMs < MIN_ROSTER_WAIT_MS || waitMs > MAX_ROSTER_WAIT_MS) {
    throw new ProtocolError("protocol.malformed", "a new staff key waits a day at least, and thirty at most");
  }
  return {
    type: "found",
    name: readShownText(fields, "name"),
    waitMs,
    laneKey: readVerifyKey(fields, "laneKey"),
    staff: fields.list("staff", MAX_FOUNDERS, decodeStaff),
  };
}
