// SPDX-License-Identifier: AGPL-3.0-or-later
/**
 * @file The door between the console's screens and its one worker, which alone holds keys. What crosses here is names,
 * states, opened words and a canvas to paint on; never a key, and never a picture. Ids are base64url text, times are
 * Unix milliseconds. A refused call rejects with a NightlatchError (code, advice).
 */
import type { CaseList, CaseView, RequestInput } from "./case-views.ts";
import type { GrantView, ViewerEvent, ViewerHandle, ViewerInput } from "./footage-views.ts";
import type { EnrolInput, FiledDemand, OfferView, RosterView } from "./roster-views.ts";
import type { ConsoleStatus, OfferInput, SignInAnswer, SignInQuestion } from "./staff-views.ts";

export type * from "./case-views.ts";
export type * from "./footage-views.ts";
export type * from "./roster-views.ts";
export type * from "./staff-views.ts";
export type { Problem } from "@nightlatch/ui-kit/problem";

/** What screens ask again on. */
export type VaultChange = "status" | "cases" | "grants" | "roster";

export interface VaultApi {
  status: () => Promise<ConsoleStatus>;
  /** Makes this browser's keys, stored sealed. @returns their id, and the bytes that a new credential is made over */
  beginOffer: () => Promise<Readonly<{ staff: string; challenge: string }>>;
  /** The offer that two officers enrol; its name is a wish. */
  createOffer: (input: OfferInput) => Promise<void>;
  /** Signs the roster's first entry, as one of its first officers. */
  signFounding: () => Promise<void>;
  /** Drops this browser's keys. */
  forget: () => Promise<void>;

  beginSignIn: () => Promise<SignInQuestion>;
  finishSignIn: (answer: SignInAnswer) => Promise<void>;
  signOut: () => Promise<void>;

  cases: () => Promise<CaseList>;
  /** Ids of the cases whose opened text holds every word, the newest first. */
  searchCases: (words: string) => Promise<readonly string[]>;
  readCase: (id: string) => Promise<CaseView>;
  /** A case that the customer reads out the code of. @returns its id */
  enterCode: (code: string) => Promise<string>;
  sendWords: (input: Readonly<{ case: string; text: string }>) => Promise<void>;
  fileRequest: (input: RequestInput) => Promise<void>;
  closeCase: (id: string) => Promise<void>;

  grants: () => Promise<readonly GrantView[]>;
  /** Signs the acceptance that the public log counts. */
  acceptGrant: (grant: string) => Promise<void>;
  /** Paints on `canvas`; one viewer at a time in this browser. */
  openViewer: (input: ViewerInput, listener: (event: ViewerEvent) => void) => ViewerHandle;

  roster: () => Promise<RosterView>;
  readOffer: (offer: string) => Promise<OfferView>;
  enrol: (input: EnrolInput) => Promise<void>;
  extend: (input: Readonly<{ staff: string; endMs: number }>) => Promise<void>;
  suspend: (staff: string) => Promise<void>;
  restore: (staff: string) => Promise<void>;
  endStaff: (staff: string) => Promise<void>;
  signDraft: (draft: string) => Promise<void>;
  withdrawDraft: (draft: string) => Promise<void>;

  /** `content`: the demand's own text, of which only the hash is published. */
  fileLegalDemand: (input: Readonly<{ number: string; content: string }>) => Promise<FiledDemand>;

  /** @returns the end of the subscription */
  subscribe: (listener: (change: VaultChange) => void) => () => void;
}
