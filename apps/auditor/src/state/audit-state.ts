// SPDX-License-Identifier: AGPL-3.0-or-later
/**
 * @file What an audit remembers of one log: its policy, its release lane's key, the largest checkpoint that was proved,
 * and lane by lane how far it was read. Whoever changes the folder can make the audit blind: keep it where the audited
 * server is not.
 */
import { encodeHex, encodeUtf8 } from "@nightlatch/bytes";
import { sha256 } from "@nightlatch/crypto/hash";
import { encodeEvidence } from "@nightlatch/protocol/log";
import { join } from "node:path";
import type { Finding, ReportedFinding } from "../audit/finding.ts";
import { findFile, makePrivateFolder, writeDurably } from "./durable-text.ts";
import { SqliteLaneIndex } from "./sqlite-lane-index.ts";

const FILES = { policy: "policy", checkpoint: "checkpoint", releaseKey: "release-lane-key" } as const;
export type StateFile = keyof typeof FILES;

export class AuditState implements Disposable {
  readonly lanes: SqliteLaneIndex;
  readonly #folder: string;

  private constructor(folder: string) {
    this.#folder = folder;
    this.lanes = new SqliteLaneIndex(join(folder, "lanes.sqlite"));
  }

  /** @throws auditor.state_in_use */
  static async open(folder: string): Promise<AuditState> {
    await makePrivateFolder(join(folder, "evidence"));
    return new AuditState(folder);
  }

  /** Undefined before it was first kept. */
  find(file: StateFile): Promise<Uint8Array | undefined> {
    return findFile(this.#folder, FILES[file]);
  }

  async keep(file: StateFile, bytes: Uint8Array): Promise<void> {
    await writeDurably(join(this.#folder, FILES[file]), bytes);
  }

  /** The same finding has the same file, however often it is found. */
  async report({ evidence, ...finding }: Finding): Promise<ReportedFinding> {
    if (evidence === undefined) return finding;
    const about = encodeHex(sha256(encodeUtf8(`${finding.code}\n${finding.subject ?? ""}`))).slice(0, 12);
    const path = join(this.#folder, "evidence", `${finding.code}-${about}.evidence`);
    await writeDurably(path, encodeEvidence(evidence));
    return { ...finding, evidenceFile: path };
  }

  [Symbol.dispose](): void {
    this.lanes[Symbol.dispose]();
  }
}
