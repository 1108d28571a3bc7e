// SPDX-License-Identifier: AGPL-3.0-or-later
import { noteKeyFromSeed } from "@nightlatch/crypto/note-signature";
import { systemRandom } from "@nightlatch/crypto/random";
import { createEd25519Cosigner, createLogSigner } from "@nightlatch/transparency/signing";
import { describe, expect, it } from "vitest";
import { suggestedPolicy } from "./suggested-policy.ts";

const { vkey } = createLogSigner("example.org/log", noteKeyFromSeed(systemRandom(32)));

function witness(name: string): string {
  return `witness ${name} ${createEd25519Cosigner(name, noteKeyFromSeed(systemRandom(32))).vkey} https://${name}/`;
}

const lines = (...names: readonly string[]) => names.map(witness).join("\n");

describe("the suggested policy", () => {
  it.each([
    [[], undefined, "none"],
    [["a"], 1, "majority"],
    [["a", "b"], 2, "majority"],
    [["a", "b", "c"], 2, "majority"],
    [["a", "b", "c", "d"], 3, "majority"],
  ] as const)("asks for a majority of %j", (names, threshold, quorum) => {
    const policy = suggestedPolicy(vkey, lines(...names));
    expect([policy.groups[0]?.threshold, policy.quorum]).toEqual([threshold, quorum]);
    expect(policy.logs.map(({ key }) => key.name)).toEqual(["example.org/log"]);
  });

  it("leaves an operator's own quorum as it is", () => {
    const policy = suggestedPolicy(vkey, `${lines("a", "b", "c")}\ngroup all all a b c\nquorum all\n`);
    expect(policy.quorum).toBe("all");
  });

  it.each([
    ["a line that is none", "hello"],
    ["a name twice", [witness("a"), witness("a")].join("\n")],
    ["a quorum of nobody", "quorum nobody"],
    ["a name that the majority has", lines("majority")],
    ["a foreign log's broken key", "log example.org/log+00000000+AAAA"],
  ])("refuses %s as a setting", (_name, text) => {
    expect(() => suggestedPolicy(vkey, text)).toThrow(expect.objectContaining({ code: "config.invalid" }) as Error);
  });
});
