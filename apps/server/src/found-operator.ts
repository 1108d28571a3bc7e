// SPDX-License-Identifier: AGPL-3.0-or-later
/**
 * @file Prepares an operator on this machine: makes the key of its lane and the roster's first entry from the offers of
 * its first officers. It signs nothing: the entry waits in the data folder until every officer's console has signed it.
 *
 *     node found-operator.ts DATA_DIR NAME TEAM WAIT_HOURS END_MS OFFER_FILE OFFER_FILE [OFFER_FILE …]
 */
import { parseStaffOffer } from "@nightlatch/api-contract";
import { encodeBase64url } from "@nightlatch/bytes";
import { systemRandom } from "@nightlatch/crypto/random";
import { NightlatchError } from "@nightlatch/errors";
import {
  decodeRosterEntry,
  emptyLog,
  encodeRosterEntry,
  formatId,
  idFromBytes,
  NO_PREVIOUS,
  staffIdOf,
  type OperatorId,
  type Staff,
} from "@nightlatch/protocol/wire";
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { operatorPaths } from "./config.ts";
import { readOrCreateOperatorSigner } from "./log/operator-signer.ts";

const HOUR_MS = 60 * 60 * 1000;
const ID_BYTES = 16;
const NONCE_BYTES = 16;

type Wish = Readonly<{
  dataDir: string;
  name: string;
  team: string;
  waitMs: number;
  endMs: number;
  offerPaths: readonly string[];
}>;

try {
  const founded = await prepareFounding(readWords(process.argv.slice(2)), Date.now());
  process.stdout.write(`${JSON.stringify(founded)}\n`);
} catch (error) {
  if (!(error instanceof NightlatchError)) throw error;
  process.stderr.write(`${error.message}. ${error.advice ?? ""}\n`);
  process.exitCode = 1;
}

/** The officers by id and name, for whoever compares them with the screens of their devices. */
async function prepareFounding({ dataDir, name, team, waitMs, endMs, offerPaths }: Wish, nowMs: number) {
  const offers = await Promise.all(offerPaths.map(readOffer));
  const staff = offers.map((offer): Staff => ({ ...offer, role: "officer", team, endMs }));
  assertApart(staff);
  const { key, founding } = operatorPaths({ dataDir });
  await mkdir(dataDir, { recursive: true, mode: 0o700 });
  const { publicKey } = await readOrCreateOperatorSigner(key, false, systemRandom);
  const entry = encodeRosterEntry({
    operator: idFromBytes<OperatorId>(systemRandom(ID_BYTES)),
    seq: 0,
    prev: NO_PREVIOUS,
    seen: emptyLog(nowMs),
    nonce: systemRandom(NONCE_BYTES),
    body: { type: "found", name, waitMs, laneKey: publicKey, staff },
  });
  assertReadable(entry);
  await keep(founding, `${encodeBase64url(entry)}\n`);
  return { officers: staff.map((one) => ({ id: formatId(staffIdOf(one)), name: one.name })) };
}

function readWords([dataDir, name, team, waitHours, endMs, ...offerPaths]: readonly string[]): Wish {
  if (dataDir === undefined || name === undefined || team === undefined || endMs === undefined) throw badWish();
  return { dataDir, name, team, waitMs: Number(waitHours) * HOUR_MS, endMs: Number(endMs), offerPaths };
}

async function readOffer(path: string) {
  try {
    return parseStaffOffer(await readFile(path, "utf8"));
  } catch (cause) {
    throw new NightlatchError("operator.bad_offer", `${path} holds no offer of a staff device`, {
      cause,
      advice: "Open the console on the officer's device, copy the whole offer into a file, and try again.",
    });
  }
}

/** One device is one officer: a roster whose two signatures one hand can give has none. */
function assertApart(staff: readonly Staff[]): void {
  const keys = staff.flatMap(({ keys: { hpke, ledger, session }, credential }) => [
    hpke,
    ledger,
    session,
    credential.id,
  ]);
  if (new Set(keys.map(encodeBase64url)).size < keys.length) throw badWish();
}

/** What the protocol would refuse is refused before anyone signs it: names, wait, number of officers. */
function assertReadable(entry: Uint8Array): void {
  try {
    decodeRosterEntry(entry);
  } catch (cause) {
    throw badWish(cause);
  }
}

/** A prepared entry is not replaced: some may have signed it already. */
async function keep(path: string, text: string): Promise<void> {
  try {
    await writeFile(path, text, { flag: "wx", mode: 0o600 });
  } catch (cause) {
    if (!(cause instanceof Error && "code" in cause && cause.code === "EEXIST")) throw cause;
    throw new NightlatchError("operator.prepared", "an operator is prepared here already", {
      cause,
      advice: `Let its officers sign in the console, or remove the file ${path} and begin anew.`,
    });
  }
}

function badWish(cause?: unknown): NightlatchError<"operator.bad_wish"> {
  return new NightlatchError("operator.bad_wish", "this is no operator that could be founded", {
    cause,
    advice:
      "Names and teams have 1 to 40 visible characters, the wait is 24 to 720 hours, and there are 2 to 16 officers " +
      "with a device each.",
  });
}
