// SPDX-License-Identifier: AGPL-3.0-or-later
/**
 * @file The roster's first entry: whoever owns the machine put it into the data folder (`nightlatch operator init`), and
 * its officers sign it one after the other. No other first entry is taken: nobody founds an operator over the network.
 */
import { decodeBase64url, equalBytes } from "@nightlatch/bytes";
import { sha256 } from "@nightlatch/crypto/hash";
import { NightlatchError } from "@nightlatch/errors";
import { decodeRosterEntry, type StaffId, type StaffSignature } from "@nightlatch/protocol/wire";
import { readFile } from "node:fs/promises";
import { ApiError } from "../../errors.ts";
import type { RosterDraftStore } from "../../ports/roster-draft-store.ts";
import type { Operator } from "./operator.ts";
import type { RosterDrafts } from "./roster-drafts.ts";

export type FoundingDraft = Readonly<{ entry: Uint8Array; signers: readonly StaffId[] }>;

type Parts = Readonly<{ operator: Operator; drafts: RosterDrafts; store: RosterDraftStore }>;

export class Founding {
  readonly #path: string;
  readonly #parts: Parts;

  constructor(path: string, parts: Parts) {
    this.#path = path;
    this.#parts = parts;
  }

  /** The entry that has yet to be signed; undefined when there is a roster, or none is prepared. */
  async find(): Promise<FoundingDraft | undefined> {
    if (this.#parts.operator.roster !== undefined) return undefined;
    const entry = await this.#read();
    if (entry === undefined) return undefined;
    const draft = await this.#parts.store.findDraft(sha256(entry));
    return { entry, signers: (draft?.signatures ?? []).map(({ staff }) => staff) };
  }

  /** True when the roster begins with this signature. @throws operator.unknown | roster.* */
  async sign(signature: StaffSignature): Promise<boolean> {
    const founding = await this.find();
    if (founding === undefined) throw new ApiError("operator.unknown", "no roster waits to be founded");
    return (await this.#parts.drafts.sign(founding.entry, signature)).state === "appended";
  }

  async #read(): Promise<Uint8Array | undefined> {
    try {
      const entry = decodeBase64url((await readFile(this.#path, "utf8")).trimEnd());
      const { body } = decodeRosterEntry(entry);
      if (body.type === "found" && equalBytes(body.laneKey, this.#parts.operator.laneKey)) return entry;
    } catch (cause) {
      if (cause instanceof Error && "code" in cause && cause.code === "ENOENT") return undefined;
      if (!(cause instanceof NightlatchError)) throw cause;
    }
    throw new ApiError("server.bug", "the prepared first entry is damaged, or is for another server");
  }
}
