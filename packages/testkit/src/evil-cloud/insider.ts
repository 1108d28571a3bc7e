// SPDX-License-Identifier: AGPL-3.0-or-later
/**
 * @file An employee with root on the server: reads and writes its database, its blobs and its log, signs with the log's
 * key, and copies all of it to run a second cloud with the same secrets. No key of a household is among them.
 */
import { decodeBase64 } from "@nightlatch/bytes";
import { invariant } from "@nightlatch/errors";
import { noteKeyFromSeed } from "@nightlatch/crypto/note-signature";
import { createLogSigner, type LogSigner } from "@nightlatch/transparency/signing";
import { formatCheckpoint, formatNote, type Checkpoint } from "@nightlatch/transparency/verify";
import { cp, readFile } from "node:fs/promises";
import { join } from "node:path";
import { DatabaseSync, type SQLInputValue } from "node:sqlite";

export const DATABASE_FILE = "server.sqlite";

export class Insider {
  readonly dataDir: string;

  constructor(dataDir: string) {
    this.dataDir = dataDir;
  }

  get blobDir(): string {
    return join(this.dataDir, "blobs");
  }

  get logDir(): string {
    return join(this.dataDir, "log");
  }

  /** Rows of a query, or what a change to the database did; past every rule of the server. */
  sql(statement: string, ...values: readonly SQLInputValue[]): readonly Readonly<Record<string, unknown>>[] {
    const options = { timeout: 5000, enableForeignKeyConstraints: false };
    using database = new DatabaseSync(join(this.dataDir, DATABASE_FILE), options);
    return database.prepare(statement).all(...values);
  }

  /** With the log's own private key. */
  async logSigner(): Promise<LogSigner> {
    const [name = "", , ...key] = (await readFile(join(this.dataDir, "log.key"), "utf8"))
      .trim()
      .slice("PRIVATE+KEY+".length)
      .split("+");
    const bytes = decodeBase64(key.join("+"));
    invariant(bytes.length === 33, "log.key holds a type and a seed");
    return createLogSigner(name, noteKeyFromSeed(bytes.slice(1)));
  }

  /** A checkpoint of any tree, with the log's signature, and lines that were got from others. */
  async signCheckpoint(
    head: Pick<Checkpoint, "size" | "root">,
    lines: Parameters<typeof formatNote>[0]["signatures"] = [],
  ): Promise<Uint8Array> {
    const signer = await this.logSigner();
    const checkpoint = { ...head, origin: signer.key.name, extensions: [] };
    return formatNote({ text: formatCheckpoint(checkpoint), signatures: [await signer.sign(checkpoint), ...lines] });
  }

  /** All that this cloud is, for a second one: from there on two clouds with one identity go their own ways. */
  async copyTo(dataDir: string): Promise<void> {
    // What is still in the write-ahead log belongs to it.
    this.sql("PRAGMA wal_checkpoint(TRUNCATE)");
    await cp(this.dataDir, dataDir, { recursive: true });
  }
}
