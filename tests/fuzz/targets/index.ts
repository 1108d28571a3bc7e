// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file Every decoder that the fuzzer knows. A new decoder gets its line in the family of its room. */
import type { FuzzTarget, TargetFamily } from "../target.ts";

/** Loaded when asked for: one family's imports must not weigh on another's memory. */
const FAMILIES: Readonly<Record<string, () => Promise<TargetFamily>>> = {
  encodings: async () => (await import("./encodings.ts")).encodings,
  ledger: async () => (await import("./ledger.ts")).ledger,
  footage: async () => (await import("./footage.ts")).footage,
  exports: async () => (await import("./exports.ts")).exports,
  words: async () => (await import("./signed-words.ts")).signedWords,
  pairing: async () => (await import("./pairing.ts")).pairing,
  lanes: async () => (await import("./lanes.ts")).lanes,
  operator: async () => (await import("./operator.ts")).operator,
  log: async () => (await import("./transparency.ts")).transparency,
  media: async () => (await import("./media.ts")).media,
  rtsp: async () => (await import("./rtsp.ts")).rtsp,
  rtp: async () => (await import("./rtp.ts")).rtp,
  sockets: async () => (await import("./sockets.ts")).sockets,
};

export const FAMILY_NAMES: readonly string[] = Object.keys(FAMILIES);

/** Each as "family/target", for families and targets of that form; all for none. Undefined when one is not known. */
export async function findTargets(names: readonly string[]): Promise<readonly string[] | undefined> {
  const found: string[] = [];
  for (const name of names.length === 0 ? FAMILY_NAMES : names) {
    const [family = "", wanted] = name.split("/");
    const targets = Object.keys((await FAMILIES[family]?.()) ?? {}).filter((target) => (wanted ?? target) === target);
    if (targets.length === 0) return undefined;
    found.push(...targets.map((target) => `${family}/${target}`));
  }
  return [...new Set(found)];
}

export async function openTarget(name: string): Promise<FuzzTarget> {
  const [family = "", target = ""] = name.split("/");
  const open = (await FAMILIES[family]?.())?.[target];
  if (open === undefined) throw new Error(`no fuzz target "${name}"`);
  return open();
}
