// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file Why the server may know a thing: rows of docs/threat-model.md ("What the server can see"), or that it is sealed. */
export type Classified = Readonly<Record<string, string>>;

export const IDS = "random ids, and that they belong together: to store and serve";
export const ROLES = "roles of devices and when they came and went: it must know whom to serve";
export const KEYS = "public keys, signatures, hashes of sealed boxes: it must know whom to serve";
export const TIMES = "start, end, size and number of fragments: storage, resume, seek";
export const RECORDS = "kind, version, author and padded size of a record: newest wins";
export const WATCHING = "who is watching which camera id, when: it relays";
export const FETCHING = "who fetched which clip id, when: it serves";
export const SEALED = "sealed: ciphertext to the server";
export const SIGNED = "signed in the clear: ids, public keys, times and hashes; no name, no picture";
export const SIZES = "how much a household stores: to keep the disk from filling";
export const PUBLIC_LOG = "the public log: the same for everyone, and says of a household only that its lane moved";
export const LANE = "which leaves of the public log are whose: it shows each household its own, and everyone else none";
export const RELEASES = "the web app's own files and their hashes: the same for everyone";
export const PROCESS = "the server's own process: says nothing of households";
export const PROTOCOL = "form of the interface: the same for everyone";
export const OPERATOR =
  "what the operator publishes: the same for everyone, and says of a household nothing but that a grant was taken up";
export const STAFF = "public keys, roles, teams and names of the operator's own staff: it must know whom to let in";
export const CASES =
  "that a case is there, its team, times and number of messages; of which household it is, nobody says";
export const GRANTS = "what a household signed for staff to see: it serves that and nothing else";
export const ACCESS = "what staff did with a grant: it is shown to the household";
export const SESSION = "random, short-lived, proves a device's key: a stolen one gives ciphertext";
