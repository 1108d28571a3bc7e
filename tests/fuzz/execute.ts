// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file One input through one decoder, and the verdict: taken, refused as documented, or a finding. */
import { equalBytes } from "@nightlatch/bytes";
import { hasCode, NightlatchError } from "@nightlatch/errors";
import { threadCpuUsage } from "node:process";
import { getHeapStatistics } from "node:v8";
import { WrongAnswer, type FuzzTarget } from "./target.ts";

export type Outcome =
  Readonly<{ kind: "accepted" | "refused"; behaviour: string }> | Readonly<{ kind: "finding"; what: string }>;

/** Processor time, not wall time: a busy machine is no fault of the decoder's. */
export const MAX_CPU_MS = 1_000;
/** What one input may make a decoder allocate: a share of its own size, and a fixed allowance. */
const MAX_GROWTH_BYTES = 64 * 1024 * 1024;
const GROWTH_PER_INPUT_BYTE = 1024;
const SENTENCE_CHARACTERS = 24;

export async function execute(target: FuzzTarget, input: Uint8Array): Promise<Outcome> {
  const original = Uint8Array.from(input);
  const memoryBefore = memoryBytes();
  const cpuBefore = threadCpuUsage();
  const outcome = await judged(target, input);
  const { user, system } = threadCpuUsage(cpuBefore);
  const cpuMs = (user + system) / 1_000;
  if (cpuMs > MAX_CPU_MS) return { kind: "finding", what: `took ${Math.round(cpuMs)} ms of processor time` };
  const grownBytes = memoryBytes() - memoryBefore;
  if (grownBytes > MAX_GROWTH_BYTES + GROWTH_PER_INPUT_BYTE * input.length) {
    return { kind: "finding", what: `grew by ${Math.round(grownBytes / 1024)} KiB for ${input.length} bytes` };
  }
  if (equalBytes(input, original)) return outcome;
  return { kind: "finding", what: "broke its promise: the decoder changed its input" };
}

async function judged(target: FuzzTarget, input: Uint8Array): Promise<Outcome> {
  try {
    const verdict = target.judge(input);
    return { kind: "accepted", behaviour: `accepted ${typeof verdict === "string" ? verdict : await verdict}` };
  } catch (error) {
    if (error instanceof WrongAnswer) return { kind: "finding", what: `broke its promise: ${error.message}` };
    if (error instanceof Error && target.codes.some((code) => hasCode(error, code))) {
      return { kind: "refused", behaviour: behaviourOf(error) };
    }
    return { kind: "finding", what: `threw ${describe(error)}` };
  }
}

/** Each refusal in these decoders has its own sentence: which ones were seen tells which branches were. */
function behaviourOf(error: Error): string {
  const code = error instanceof NightlatchError ? error.code : error.name;
  const cause = error.cause instanceof Error ? ` < ${behaviourOf(error.cause)}` : "";
  return `${code} ${sentenceOf(error.message)}${cause}`;
}

/** Without what the input put into it, which would make every refusal a new one. */
function sentenceOf(message: string): string {
  const withoutQuotes = message.replace(/"(?:[^"\\]|\\.)*"?/g, "").replace(/[^a-z ]+/gi, "");
  return withoutQuotes.slice(0, SENTENCE_CHARACTERS);
}

function describe(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const code = error instanceof NightlatchError ? `${error.code} (not documented)` : error.name;
  return `${code}: ${error.message}\n${error.stack?.split("\n").slice(1, 5).join("\n") ?? ""}`;
}

function memoryBytes(): number {
  const { used_heap_size: heap, external_memory: external } = getHeapStatistics();
  return heap + external;
}
