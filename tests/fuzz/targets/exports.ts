// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file Exported files: bent as a whole, and with a bent proof around pictures that are genuine. */
import { concatBytes } from "@nightlatch/bytes";
import { NightlatchError } from "@nightlatch/errors";
import { verifyExport } from "@nightlatch/protocol/export";
import vectors from "../../../vectors/protocol/export.json" with { type: "json" };
import { promised, type TargetFamily } from "../target.ts";
import { onlyThese } from "./signed-seeds.ts";
import { acceptedInputs } from "./vector-inputs.ts";

const PROOF_AT = 24;
const SIZE_BYTES = 4;
/** A judge that hands on whatever its parts refuse: the rooms whose codes it may show. */
const ROOMS = /^(?:export\.not_as_signed|(?:protocol|ledger|lane|transparency)\.[a-z_]+)$/u;
const CODES = ["export.not_as_signed"];

export const exports: TargetFamily = {
  file: () => {
    const seeds = files();
    const { assertGenuine } = onlyThese(seeds);
    return {
      form: "bytes",
      seeds,
      codes: CODES,
      judge(input) {
        const word = wordOf(input);
        if (word === "genuine") assertGenuine(input, "an export");
        return word;
      },
    };
  },
  proof: () => {
    const [file = new Uint8Array()] = files();
    const boxBytes = new DataView(file.buffer, file.byteOffset).getUint32(file.length - SIZE_BYTES);
    const box = file.subarray(file.length - boxBytes);
    const movie = file.subarray(0, file.length - boxBytes);
    return {
      form: "cbor",
      seeds: [box.subarray(PROOF_AT, -SIZE_BYTES)],
      codes: CODES,
      judge(input) {
        const size = new Uint8Array(SIZE_BYTES);
        new DataView(size.buffer).setUint32(0, PROOF_AT + input.length + SIZE_BYTES);
        return wordOf(concatBytes(movie, size, box.subarray(SIZE_BYTES, PROOF_AT), input, size));
      },
    };
  },
};

function files(): readonly Uint8Array[] {
  return acceptedInputs(vectors.cases, ({ file, policy }) => (policy === undefined ? file : undefined));
}

function wordOf(file: Uint8Array): string {
  const verdict = verifyExport(file);
  if (verdict === undefined) return "no proof";
  if (verdict.kind === "genuine") return "genuine";
  promised(ROOMS.test(verdict.code), `refused with a code of no room of its own: ${verdict.code}`);
  throw new NightlatchError("export.not_as_signed", verdict.code);
}
