// SPDX-License-Identifier: AGPL-3.0-or-later
import { decodeHex, encodeHex } from "@nightlatch/bytes";
import { describe, expect, it } from "vitest";
import beacons from "../../../vectors/protocol/beacon.json" with { type: "json" };
import openings from "../../../vectors/protocol/clip-opening.json" with { type: "json" };
import clips from "../../../vectors/protocol/clip.json" with { type: "json" };
import ledger from "../../../vectors/protocol/ledger.json" with { type: "json" };
import manifests from "../../../vectors/protocol/manifest.json" with { type: "json" };
import pairings from "../../../vectors/protocol/pairing.json" with { type: "json" };
import records from "../../../vectors/protocol/record.json" with { type: "json" };
import {
  deriveEpoch,
  deviceFromSeed,
  Keyring,
  mailboxIdOf,
  openPairingMessage,
  pairingCode,
  parseInvite,
} from "./keys/index.ts";
import type { PairingSlot } from "./keys/index.ts";
import { openClip, openRecord } from "./open/index.ts";
import {
  activeDevices,
  applyEntries,
  applyEntry,
  decodeClipOpening,
  verifyBeacon,
  verifyClipOpening,
  verifyManifest,
  type GroupId,
  type LedgerState,
} from "./wire/index.ts";

function replay(entries: readonly string[]): LedgerState {
  let state: LedgerState | undefined;
  for (const entry of entries) {
    const verdict = applyEntry(state, decodeHex(entry));
    if (verdict.kind === "refused") throw new Error(verdict.code);
    state = verdict.state;
  }
  if (state === undefined) throw new Error("no entries");
  return state;
}

async function keyringOf(state: LedgerState, group: string, seed: string): Promise<Keyring> {
  const place = { lane: state.lane, group: decodeHex(group) as GroupId, epoch: 0 };
  return new Keyring([await deriveEpoch(place, decodeHex(seed))]);
}

/** Runs `open` and expects its value or exactly `error`. */
async function judge<T>(error: string | undefined, open: () => Promise<T> | T): Promise<T | undefined> {
  const attempt = async () => open();
  if (error === undefined) return attempt();
  await expect(attempt()).rejects.toMatchObject({ code: error });
  return undefined;
}

describe("the ledger", () => {
  type Shown = Readonly<{ behind?: string; entries: readonly string[] }>;
  const histories: Readonly<Record<string, Shown>> = ledger.histories;
  const known = new Map<string, readonly LedgerState[]>();

  /** The states after each entry of a history. */
  async function statesOf(name: string): Promise<readonly LedgerState[]> {
    const states = known.get(name) ?? (await replayAll(name));
    known.set(name, states);
    return states;
  }

  async function replayAll(name: string): Promise<readonly LedgerState[]> {
    const { behind, entries } = histories[name] ?? { entries: [] };
    const before = behind === undefined ? [] : await statesOf(behind);
    const { states } = await applyEntries(before.at(-1), entries.map(decodeHex));
    return [...before, ...states];
  }

  it.each(ledger.cases)("$name", async ({ history = "", entry, after, error, head, devices, proposals, grants }) => {
    const before = (await statesOf(history))[after - 1];
    const verdict = applyEntry(before, decodeHex(entry));
    const together = await applyEntries(before, [decodeHex(entry)]);
    if (error !== undefined) {
      expect(verdict).toEqual({ kind: "refused", code: error });
      expect(together).toEqual({ kind: "refused", code: error, at: 0, state: before, states: [], entries: [] });
      return;
    }
    if (verdict.kind === "refused") throw new Error(verdict.code);
    const { state } = verdict;
    expect(together).toEqual({ kind: "applied", state, states: [state], entries: [verdict.entry] });
    const active = activeDevices(state).length;
    const { proposals: open, grants: given } = state;
    const outcome = { head: encodeHex(state.head), devices: active, proposals: open.size, grants: given.size };
    expect(outcome).toEqual({ head, devices, proposals, grants });
  });
});

describe("clips", () => {
  const state = replay(clips.entries);

  it.each(clips.cases)("$name", async ({ opening, frame, plain, plainLeaf, sealedLeaf, error }) => {
    const keyring = await keyringOf(state, clips.group, clips.epochSeed);
    const opened = await judge(error, async () => {
      const opener = await openClip(decodeClipOpening(decodeHex(opening)), state, keyring);
      return opener.openFragment(decodeHex(frame));
    });
    if (opened === undefined) return;
    expect(encodeHex(opened.plain)).toBe(plain);
    expect(encodeHex(opened.plainLeaf)).toBe(plainLeaf);
    expect(encodeHex(opened.sealedLeaf)).toBe(sealedLeaf);
  });

  it("are closed to a household's other epochs and to strangers", async () => {
    const [first] = clips.cases;
    const opening = decodeClipOpening(decodeHex(first?.opening ?? ""));
    const stranger = replay(clips.strangerEntries);
    await judge("protocol.unknown_epoch", () => openClip(opening, state, new Keyring()));
    await judge("protocol.wrong_household", () => openClip(opening, stranger, new Keyring()));
  });
});

describe("clip openings", () => {
  const state = replay(openings.entries);

  it.each(openings.cases)("$name", async ({ opening, error }) => {
    await judge(error, () => {
      verifyClipOpening(decodeClipOpening(decodeHex(opening)), state);
    });
  });
});

describe("manifests", () => {
  const state = replay(manifests.entries);

  it.each(manifests.cases)("$name", async ({ manifest, kind, error }) => {
    const verified = await judge(error, () => verifyManifest(decodeHex(manifest), state));
    if (verified !== undefined) expect(verified.content.kind).toBe(kind);
  });
});

describe("records", () => {
  const state = replay(records.entries);

  it.each(records.cases)("$name", async ({ record, content, error }) => {
    const keyring = await keyringOf(state, records.group, records.epochSeed);
    const device = await deviceFromSeed(new Uint8Array(32));
    const opened = await judge(error, () => openRecord(decodeHex(record), state, { device, keyring }));
    if (opened !== undefined) expect(opened.content).toMatchObject(content ?? {});
  });
});

describe("beacons", () => {
  const state = replay(beacons.entries);

  it.each(beacons.cases)("$name", async ({ beacon, nonce, sequence, error }) => {
    const verified = await judge(error, () => verifyBeacon(decodeHex(beacon), state, decodeHex(nonce)));
    if (verified !== undefined) expect(verified.sequence).toBe(sequence);
  });
});

describe("pairing", () => {
  it.each(pairings.cases)("$name", async ({ secret, slot, message, plain, error }) => {
    const opened = await judge(error, () =>
      openPairingMessage(decodeHex(secret), slot as PairingSlot, decodeHex(message)),
    );
    if (opened !== undefined) expect(encodeHex(opened)).toBe(plain);
  });

  it("derives link, mailbox and code as written down", () => {
    const [offer] = pairings.cases;
    expect(encodeHex(parseInvite(pairings.link).secret)).toBe(pairings.secret);
    expect(mailboxIdOf(decodeHex(pairings.secret))).toBe(pairings.mailbox);
    const code = pairingCode(decodeHex(pairings.secret), decodeHex(offer?.plain ?? ""), decodeHex(pairings.nonce));
    expect(code).toBe(pairings.code);
  });
});
