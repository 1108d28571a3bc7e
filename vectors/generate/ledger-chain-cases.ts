// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file Ways for any entry to be refused: layout, place in the chain, actor, signature (protocol §4.4 rules 1 to 5). */
import type { CborValue } from "@nightlatch/bytes";
import type { EntryBody, LedgerEntry, LedgerState } from "@nightlatch/protocol/wire";
import { TEST_NOW_MS } from "@nightlatch/testkit";
import type { LedgerCase } from "./ledger.ts";
import { lastBody, nextEntry, readEntry, resigned, type LedgerScene } from "./ledger-scene.ts";
import { flipped } from "./vector-file.ts";

export async function chainCases(scene: LedgerScene): Promise<readonly LedgerCase[]> {
  const { who, home, removed, random } = scene;
  const guest = { keys: who.stranger.publicKeys, role: "guest" } as const;
  const terms = { groups: [], boxes: [], cameras: [scene.camera], untilMs: TEST_NOW_MS * 2 };
  const body: EntryBody = { type: "add", device: guest, ...terms };
  const good = await nextEntry(scene, home, body, who.owner);
  const layout = async (
    name: string,
    change: (map: Record<string, CborValue>) => Record<string, CborValue>,
    error: LedgerCase["error"] = "ledger.malformed",
  ): Promise<LedgerCase> => ({ name, after: home, entry: await resigned(good, who.owner, change), error });
  const inBody = (name: string, over: Record<string, CborValue>) =>
    layout(name, (map) => ({ ...map, body: { ...(map["body"] as Record<string, CborValue>), ...over } }));
  const placed = async (name: string, over: Partial<LedgerEntry>, error: LedgerCase["error"]): Promise<LedgerCase> => ({
    name,
    after: home,
    entry: await nextEntry(scene, home, body, who.owner, over),
    ...(error === undefined ? {} : { error }),
  });
  const by = async (
    name: string,
    actor: keyof typeof who,
    act: EntryBody,
    error: LedgerCase["error"] = "ledger.not_allowed",
  ): Promise<LedgerCase> => ({ name, after: home, entry: await nextEntry(scene, home, act, who[actor]), error });

  const refused = (name: string, entry: Uint8Array, error: LedgerCase["error"]) => ({
    name,
    after: home,
    entry,
    ...(error === undefined ? {} : { error }),
  });
  const rotate = lastBody(removed, "rotate");
  const rules: EntryBody = { type: "rules", policy: "", joint: false };
  const device = {
    keys: { ...who.stranger.publicKeys, hpke: new Uint8Array(1215) },
    role: "guest",
    witness: new Uint8Array(0),
  };
  const create = readEntry(home.entries[0] ?? new Uint8Array()).body;
  return [
    { name: "a good add", after: home, entry: good },
    refused("not CBOR", Uint8Array.of(0xff), "ledger.malformed"),
    refused("empty", new Uint8Array(), "ledger.malformed"),
    refused("a byte left over", Uint8Array.of(...good, 0), "ledger.malformed"),
    refused("truncated", good.subarray(0, good.length - 1), "ledger.malformed"),
    await layout("an extra key", (map) => ({ ...map, x: 1 })),
    await layout("a missing key", ({ nonce: _nonce, ...map }) => map),
    await layout("an unknown type", (map) => ({ ...map, type: "grant" })),
    await layout("a body of another type", (map) => ({ ...map, type: "rotate" })),
    await layout("a short nonce", (map) => ({ ...map, nonce: new Uint8Array(15) })),
    await layout("a short prev", (map) => ({ ...map, prev: new Uint8Array(31) })),
    await layout("a time below zero", (map) => ({ ...map, seen: { size: 0, root: new Uint8Array(32), timeMs: -1 } })),
    await layout("a leave that says more", (map) => ({ ...map, type: "leave", body: { why: "" } })),
    await layout("a confirm of half a hash", (map) => ({ ...map, type: "confirm", body: { proposal: random(16) } })),
    await layout("version 2", (map) => ({ ...map, v: 2 }), "ledger.bad_version"),
    await layout("version 0", (map) => ({ ...map, v: 0 }), "ledger.bad_version"),
    await inBody("an extra key in the body", { x: 1 }),
    await inBody("a role that is none", { device: { ...device, keys: encodedKeys(scene), role: "admin" } }),
    await inBody("a short receiving key", { device }),
    await inBody("a ledger key of small order", {
      device: { ...device, keys: { ...encodedKeys(scene), ledger: new Uint8Array(32) } },
    }),
    await inBody("a witness key of small order", {
      device: { keys: encodedKeys(scene), role: "hub", witness: new Uint8Array(32) },
    }),
    await inBody("a witness key of 31 bytes", {
      device: { keys: encodedKeys(scene), role: "hub", witness: random(31) },
    }),
    await inBody("65 cameras", { cameras: Array.from({ length: 65 }, () => random(16)) }),
    await placed("another household's", { lane: random(16) as Uint8Array as LedgerState["lane"] }, "ledger.wrong_lane"),
    await placed("a number too high", { seq: home.state.seq + 2 }, "ledger.wrong_sequence"),
    await placed("a number used before", { seq: home.state.seq }, "ledger.wrong_sequence"),
    await placed("another entry before it", { prev: home.state.createHash }, "ledger.fork"),
    await by("a second create", "owner", create, "ledger.wrong_sequence"),
    await by("an actor that was never in", "stranger", body, "ledger.unknown_actor"),
    {
      name: "an actor that was put out",
      after: removed,
      entry: await nextEntry(scene, removed, { type: "leave" }, who.member),
      error: "ledger.unknown_actor",
    },
    await by("an add by a member", "member", body),
    await by("an add by a guest", "guest", body),
    await by("an add by a hub", "hub", body),
    await by("an add of a guest by the paper key", "paper", body),
    await by("a removal by a member", "member", rotate),
    await by("a removal by the paper key", "paper", rotate),
    await by("rules by the paper key", "paper", rules),
    await by("rules by a member", "member", rules),
    await by("a confirm by a member", "member", { type: "confirm", proposal: home.state.head }),
    await by("a cancel by a hub", "hub", { type: "cancel", proposal: home.state.head }),
    {
      name: "signed by another device",
      after: home,
      entry: await nextEntry(scene, home, body, who.member, { actor: who.owner.id }),
      error: "ledger.bad_signature",
    },
    refused("a changed signature", flipped(good, good.length - 1), "ledger.bad_signature"),
  ];
}

function encodedKeys({ who }: LedgerScene): Record<string, CborValue> {
  const { hpke, ledger, session } = who.stranger.publicKeys;
  return { hpke, ledger, session };
}
