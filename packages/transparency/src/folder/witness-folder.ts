// SPDX-License-Identifier: AGPL-3.0-or-later
/**
 * @file A witness's memory in a folder, for Node: for each log a folder named by the hash of its origin, which holds
 * one empty file named by the head that was cosigned last.
 */
import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { decodeHex, encodeHex, encodeUtf8 } from "@nightlatch/bytes";
import { sha256 } from "@nightlatch/crypto/hash";
import { HASH_BYTES, type Hash } from "@nightlatch/crypto/keys";
import { TransparencyError } from "../errors.ts";
import type { WitnessedHead, WitnessStore } from "../witness/witness-store.ts";
import { createFolder } from "./create-folder.ts";
import { hasErrno, makeFolder } from "./durable-file.ts";
import { readNamedHead, swapNamedHead } from "./named-head.ts";

const HEAD_NAME = /^(0|[1-9][0-9]{0,15})-([0-9a-f]{64})-([1-9][0-9]{0,15})$/;

export async function openWitnessFolder(path: string): Promise<WitnessStore> {
  await makeFolder(path);
  return {
    readHead: async (origin) => {
      const folder = folderOf(path, origin);
      return (await exists(folder)) ? parseHeadName(await readNamedHead(folder)) : undefined;
    },
    swapHead: (origin, from, to) => {
      const folder = folderOf(path, origin);
      if (from === undefined) return createFolder(folder, ["."], headName(to));
      return swapNamedHead(folder, headName(from), headName(to));
    },
  };
}

/** An origin is anybody's text: its hash is a safe file name of one length. */
function folderOf(path: string, origin: string): string {
  return join(path, encodeHex(sha256(encodeUtf8(origin))));
}

function headName({ size, root, timeSeconds }: WitnessedHead): string {
  return `${String(size)}-${encodeHex(root)}-${String(timeSeconds)}`;
}

function parseHeadName(name: string): WitnessedHead {
  const [, size, root, timeSeconds] = HEAD_NAME.exec(name) ?? [];
  if (size === undefined || root?.length !== HASH_BYTES * 2 || timeSeconds === undefined) {
    throw new TransparencyError("transparency.store_contradicts", "the witness's head has no name of ours", {
      advice: "Restore the folder, or give the witness a new key: with the old one it could sign a fork.",
    });
  }
  return { size: Number(size), root: decodeHex(root) as Hash, timeSeconds: Number(timeSeconds) };
}

async function exists(folder: string): Promise<boolean> {
  try {
    await readdir(folder);
    return true;
  } catch (error) {
    if (hasErrno(error, "ENOENT")) return false;
    throw error;
  }
}
