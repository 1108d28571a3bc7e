// SPDX-License-Identifier: AGPL-3.0-or-later
/**
 * @file The log's name and private key in one file, in the form of Go's sumdb/note ("PRIVATE+KEY+name+id+base64"), so
 * that other tools can read it. Name and key belong together for ever: clients pin both.
 */
import { concatBytes, decodeBase64, encodeBase64, encodeHex } from "@nightlatch/bytes";
import { noteKeyFromSeed } from "@nightlatch/crypto/note-signature";
import type { RandomSource } from "@nightlatch/crypto/random";
import { NightlatchError } from "@nightlatch/errors";
import { createLogSigner, type LogSigner } from "@nightlatch/transparency/signing";
import { isKeyName } from "@nightlatch/transparency/verify";
import { readSecretFile, writeSecretFile } from "./secret-file.ts";

const PREFIX = "PRIVATE+KEY+";
/** Ed25519 over the note's text, as in a vkey. */
const TYPE = 0x01;
const SEED_BYTES = 32;

/** The log's signer; a new name and key at the first start. @throws config.invalid | config.log_contradicts */
export async function readOrCreateLogKey(
  path: string,
  name: string | undefined,
  isLogNew: boolean,
  random: RandomSource,
): Promise<LogSigner> {
  const stored = await readSecretFile(path);
  if (stored !== undefined) return signerOf(stored, name);
  if (!isLogNew) {
    throw new NightlatchError("config.log_contradicts", "there is a log, and its key is missing", {
      advice: "Bring log.key back from the backup. A log without its key cannot go on; see docs/operations/log.md.",
    });
  }
  const chosen = name ?? `nightlatch.local/log-${encodeHex(random(3))}`;
  if (!isKeyName(chosen)) throw badName();
  const seed = random(SEED_BYTES);
  const signer = createLogSigner(chosen, noteKeyFromSeed(seed));
  const encoded = encodeBase64(concatBytes(Uint8Array.of(TYPE), seed));
  await writeSecretFile(path, `${PREFIX}${chosen}+${idOf(signer)}+${encoded}\n`);
  return signer;
}

function signerOf(text: string, name: string | undefined): LogSigner {
  const [known = "", id, ...rest] = text.trimEnd().slice(PREFIX.length).split("+");
  // Base64 may hold a plus itself; a name may not.
  const bytes = decodeOrNothing(rest.join("+"));
  if (!text.startsWith(PREFIX) || bytes[0] !== TYPE || bytes.length !== 1 + SEED_BYTES) throw damaged();
  const signer = createLogSigner(known, noteKeyFromSeed(bytes.slice(1)));
  if (idOf(signer) !== id) throw damaged();
  if (name !== undefined && name !== known) {
    throw new NightlatchError("config.invalid", "NIGHTLATCH_LOG_NAME is not the name that this log was made under", {
      advice: "Leave the variable away: the name stands in log.key. Households have pinned it.",
    });
  }
  return signer;
}

function decodeOrNothing(text: string): Uint8Array {
  try {
    return decodeBase64(text);
  } catch {
    // Not base64 is a damaged file, which the caller says.
    return new Uint8Array();
  }
}

/** The eight hex digits between name and key of the signer's vkey. */
function idOf({ vkey, key }: LogSigner): string {
  return vkey.slice(key.name.length + 1, key.name.length + 9);
}

function badName(): NightlatchError<"config.invalid"> {
  return new NightlatchError("config.invalid", "NIGHTLATCH_LOG_NAME is not a name that a log can have", {
    advice: "Use the address of the log without https://, such as example.org/log. No spaces, no plus.",
  });
}

function damaged(): NightlatchError<"config.log_contradicts"> {
  return new NightlatchError("config.log_contradicts", "the file log.key is damaged", {
    advice: "Bring it back from the backup. Do not make a new one: households have pinned this key.",
  });
}
