// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file Properties of uploading: whatever a hub sends in whatever order, what is shown is what was acknowledged. */
import { ClientError } from "@nightlatch/api-client";
import { sealRecord, signManifest } from "@nightlatch/protocol/seal";
import { formatId, NO_PREVIOUS } from "@nightlatch/protocol/wire";
import { TEST_NOW_MS } from "@nightlatch/testkit";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { sealClip, type SealedClip } from "../constellation/sealed-clip.ts";
import { enrol, startTestServer, type HouseholdOnServer, type TestServer } from "../constellation/test-server.ts";

let running: TestServer;
let home: HouseholdOnServer;

beforeAll(async () => {
  running = await startTestServer();
  home = await enrol(running.http, "part upload");
});

afterAll(async () => {
  await running[Symbol.asyncDispose]();
});

const PARTS = 4;
/** `bytes` names the part whose bytes are sent, which may be another one's. */
type Step =
  | Readonly<{ kind: "announce" | "delete" }>
  | Readonly<{ kind: "put"; index: number; bytes: number; times: number }>
  | Readonly<{ kind: "truncate"; index: number; keep: number }>;

const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 1, arbitrary: fc.record({ kind: fc.constantFrom("announce", "delete") }) },
  {
    weight: 6,
    arbitrary: fc.record({
      kind: fc.constant("put"),
      index: fc.nat(PARTS - 1),
      bytes: fc.nat(PARTS - 1),
      times: fc.integer({ min: 1, max: 3 }),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({ kind: fc.constant("truncate"), index: fc.nat(PARTS - 1), keep: fc.nat(400) }),
  },
);

describe("uploading parts", () => {
  it("shows exactly what was acknowledged since the last deletion, in any order of any steps", async () => {
    const plan = fc.record({ isAnnounced: fc.boolean(), steps: fc.array(step, { maxLength: 12 }) });
    await fc.assert(
      fc.asyncProperty(plan, async ({ isAnnounced, steps }) => {
        const own = new Upload(await sealClip(home, { partCount: PARTS }));
        if (isAnnounced) await own.run({ kind: "announce" });
        for (const one of steps) await own.run(one);
        await own.expectShown();
        await own.run({ kind: "delete" });
      }),
      { numRuns: 30 },
    );
    expect((await home.as.owner.call("readQuota", {})).usedBytes).toBe(0);
  }, 60_000);
});

/** A clip on the server, and beside it what the server must say of it. */
class Upload {
  readonly #sealed: SealedClip;
  readonly #clip: string;
  #isAnnounced = false;
  /** Part index to the number of the part whose bytes it got. */
  readonly #stored = new Map<number, number>();

  constructor(sealed: SealedClip) {
    this.#sealed = sealed;
    this.#clip = formatId(sealed.clip);
  }

  async run(step: Step): Promise<void> {
    switch (step.kind) {
      case "announce":
        await home.as.hub.call("putClip", { params: { clip: this.#clip }, body: this.#sealed.opening });
        this.#isAnnounced = true;
        return;
      case "delete":
        await home.as.hub.call("deleteClip", { params: { clip: this.#clip } });
        this.#isAnnounced = false;
        this.#stored.clear();
        return;
      case "put": {
        const answers = Array.from({ length: step.times }, () => this.#put(step.index, this.#bytesOf(step.bytes)));
        expect(new Set(await Promise.all(answers))).toEqual(new Set([this.#verdict(step.index, step.bytes)]));
        return;
      }
      case "truncate": {
        const whole = this.#bytesOf(step.index);
        // Frames are 240 bytes here: some cuts fall between two, and then it is a part.
        const cut = whole.subarray(0, step.keep);
        const isRun = cut.length > 0 && cut.length % (whole.length / 3) === 0;
        if (!isRun) expect(await this.#put(step.index, cut)).toBe("part.malformed");
      }
    }
  }

  /** What the member sees is what this object remembers, byte for byte. */
  async expectShown(): Promise<void> {
    const shown = await codeOf(home.as.member.call("readClip", { params: { clip: this.#clip } }));
    expect(shown).toBe(this.#isAnnounced ? "ok" : "clip.unknown");
    for (let index = 0; index < PARTS; index += 1) {
      const read = home.as.member.call("readPart", { params: { clip: this.#clip, index } });
      const from = this.#stored.get(index);
      if (from !== undefined) expect(await read).toEqual(this.#bytesOf(from));
      else expect(await codeOf(read)).toBe(this.#isAnnounced ? "part.unknown" : "clip.unknown");
    }
    const sizes = [...this.#stored.values()].map((from) => this.#bytesOf(from).length);
    const { usedBytes } = await home.as.owner.call("readQuota", {});
    expect(usedBytes).toBe(sizes.reduce((sum, size) => sum + size, 0));
  }

  #verdict(index: number, bytes: number): string {
    if (!this.#isAnnounced) return "clip.unknown";
    const known = this.#stored.get(index);
    if (known === undefined) this.#stored.set(index, bytes);
    return known === undefined || known === bytes ? "ok" : "part.exists";
  }

  #put(index: number, body: Uint8Array): Promise<string> {
    return codeOf(home.as.hub.call("putPart", { params: { clip: this.#clip, index }, body }));
  }

  #bytesOf(number: number): Uint8Array {
    const part = this.#sealed.parts[number];
    if (part === undefined) throw new Error("no such part");
    return part;
  }
}

describe("anything signed", () => {
  it("is refused with any one bit changed, and leaves nothing behind", async () => {
    const sealed = await sealClip(home);
    const heartbeat = { lane: home.state.lane, camera: sealed.camera, n: 0, prev: NO_PREVIOUS, atMs: TEST_NOW_MS };
    const manifest = await signManifest(home.hub, { ...heartbeat, content: { kind: "heartbeat" } });
    const record = await sealRecord({
      author: home.owner,
      lane: home.state.lane,
      id: home.state.lane,
      version: 1,
      to: { kind: "epoch", epoch: home.peopleEpoch.pkHash, pk: home.peopleEpoch.pk },
      content: { kind: "household", name: "x" },
      atMs: TEST_NOW_MS,
    });
    const clip = formatId(sealed.clip);
    const sends = [
      {
        bytes: sealed.opening,
        send: (body: Uint8Array) => home.as.hub.call("putClip", { params: { clip }, body }),
      },
      { bytes: manifest, send: (body: Uint8Array) => home.as.hub.call("putManifest", { body }) },
      { bytes: record, send: (body: Uint8Array) => home.as.owner.call("putRecord", { body }) },
    ] as const;
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...sends), fc.nat(), fc.nat(7), async ({ bytes, send }, at, bit) => {
        const changed = Uint8Array.from(bytes);
        const place = at % changed.length;
        changed[place] = (changed[place] ?? 0) ^ (1 << bit);
        expect(await codeOf(send(changed))).toMatch(/^(?:clip|manifest|record)\.refused$/u);
      }),
      { numRuns: 150 },
    );
    expect(await codeOf(home.as.owner.call("readClip", { params: { clip } }))).toBe("clip.unknown");
    const { manifests } = await home.as.owner.call("readManifests", {
      params: { camera: formatId(sealed.camera) },
      query: {},
    });
    expect(manifests).toEqual([]);
    expect((await home.as.owner.call("readRecords", { query: {} })).records).toEqual([]);
  }, 60_000);
});

async function codeOf(call: Promise<unknown>): Promise<string> {
  try {
    await call;
    return "ok";
  } catch (error) {
    if (error instanceof ClientError) return error.code;
    throw error;
  }
}
