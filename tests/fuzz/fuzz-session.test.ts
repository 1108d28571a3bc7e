// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file Decoders with a planted fault: a fuzzer that misses them would miss real ones. */
import { NightlatchError } from "@nightlatch/errors";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { threadCpuUsage } from "node:process";
import { describe, expect, it } from "vitest";
import { execute, MAX_CPU_MS } from "./execute.ts";
import { loadFinding, saveFinding } from "./finding-file.ts";
import { fuzz, type SessionReport } from "./fuzz-session.ts";
import { SharedInput } from "./shared-input.ts";
import { promised, type FuzzTarget } from "./target.ts";
import { watchTargets } from "./watch-targets.ts";

const SEED = 42;
/** One of the faults burns seconds of processor time. */
const BUSY_MACHINE_MS = 90_000;
const VALID = Uint8Array.from({ length: 24 }, (_, i) => i);

describe("a fuzzing session", () => {
  it.each([
    ["an exception of no kind of ours", (input: Uint8Array) => new DataView(input.buffer).getUint32(24 - input.length)],
    ["a code that the decoder does not document", (input: Uint8Array) => refuse("other.code", input.length !== 24)],
    ["input that is accepted in a second spelling", (input: Uint8Array) => promised(input.length < 25, "canonical")],
    ["an input that the decoder changes", (input: Uint8Array) => input.length > 24 && input.fill(0)],
    ["an answer that takes the processor for over a second", (input: Uint8Array) => input.length === 0 && burn()],
    ["memory out of proportion", (input: Uint8Array) => input.length > 24 && new Uint8Array(2 ** 28)],
  ])("finds %s", { timeout: BUSY_MACHINE_MS }, async (_fault, decode) => {
    const { findings, executions } = await session(targetOf(decode), 500);
    expect(findings.length).toBeGreaterThan(0);
    expect(executions).toBeGreaterThan(0);
    const [{ input } = { input: VALID }] = findings;
    // More than once: garbage of the run may be collected while a replay's memory is measured.
    let replayed = "";
    for (let i = 0; i < 4 && replayed !== "finding"; i += 1) {
      replayed = (await execute(targetOf(decode), Uint8Array.from(input))).kind;
    }
    expect(replayed).toBe("finding");
  });

  it("finds nothing in a decoder that keeps its promises", async () => {
    const decode = (input: Uint8Array): void => refuse("fuzz.refused", input.length !== 24);
    const { findings, accepted, behaviours } = await session(targetOf(decode), 200);
    expect(findings).toEqual([]);
    expect(accepted).toBeGreaterThan(0);
    expect(behaviours).toBe(2);
  });

  it("repeats its inputs from the same seed, and has others from another", async () => {
    const [first, again, other] = [await inputsOf(SEED), await inputsOf(SEED), await inputsOf(SEED + 1)];
    const both = Math.min(first.length, again.length, other.length, 300);
    expect(both).toBeGreaterThan(100);
    expect(first.slice(0, both)).toEqual(again.slice(0, both));
    expect(first.slice(0, both)).not.toEqual(other.slice(0, both));
  });

  it("does not begin from an input that the decoder refuses", async () => {
    await expect(
      session(
        targetOf(() => refuse("fuzz.refused", true)),
        100,
      ),
    ).rejects.toThrow("valid input");
  });
});

describe("a watched thread", () => {
  it("that hangs becomes a finding with its input, and the next target has its turn", async () => {
    const reports: SessionReport[] = [];
    await watchTargets({
      names: ["one", "two"],
      seed: SEED,
      durationMs: 100,
      onReport: (report) => reports.push(report),
      worker: new URL("./hanging-worker.ts", import.meta.url),
      hangsAfterMs: 300,
    });
    expect(reports.map(({ target }) => target)).toEqual(["one", "two"]);
    for (const { findings } of reports) expect(findings.map(({ input }) => [...input])).toEqual([[1, 2, 3]]);
  });
});

describe("a finding's file", () => {
  it("gives back the input as it was", () => {
    const folder = mkdtempSync(join(tmpdir(), "nightlatch-fuzz-"));
    try {
      const finding = { target: "family/one", seed: SEED, execution: 7, what: "threw", input: VALID };
      expect(loadFinding(saveFinding(folder, finding))).toEqual(finding);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});

function targetOf(decode: (input: Uint8Array) => unknown): FuzzTarget {
  return {
    form: "bytes",
    seeds: [VALID],
    codes: ["fuzz.refused"],
    judge(input) {
      decode(input);
      return "decoded";
    },
  };
}

function session(target: FuzzTarget, durationMs: number): Promise<SessionReport> {
  return fuzz({ name: "planted", target, seed: SEED, durationMs, shared: new SharedInput(1024 * 1024) });
}

async function inputsOf(seed: number): Promise<readonly string[]> {
  const inputs: string[] = [];
  const target = targetOf((input) => inputs.push(Buffer.from(input).toString("hex")));
  await fuzz({ name: "planted", target, seed, durationMs: 200, shared: new SharedInput(1024 * 1024) });
  return inputs;
}

function refuse(code: string, when: boolean): void {
  if (when) throw new NightlatchError(code, "planted");
}

function burn(): void {
  const start = threadCpuUsage();
  let spentMs = 0;
  while (spentMs < MAX_CPU_MS + 200) {
    const { user, system } = threadCpuUsage(start);
    spentMs = (user + system) / 1_000;
  }
}
