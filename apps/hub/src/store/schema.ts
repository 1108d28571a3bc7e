// SPDX-License-Identifier: AGPL-3.0-or-later
/**
 * @file The hub's index. Trust: whoever can change it can make clips vanish (which the server's copy of the manifest
 * chain shows) or stop the hub; it holds no footage and no key that opens any.
 */

/** One string a version; `user_version` counts those that ran. Never edit one that was released. */
export const MIGRATIONS: readonly string[] = [
  `
  CREATE TABLE facts (name TEXT PRIMARY KEY, value BLOB NOT NULL) STRICT, WITHOUT ROWID;

  CREATE TABLE ledger_entries (seq INTEGER PRIMARY KEY, entry BLOB NOT NULL) STRICT;
  CREATE TABLE evidence (at_ms INTEGER NOT NULL, code TEXT NOT NULL, bytes BLOB NOT NULL) STRICT;

  CREATE TABLE cameras (
    camera BLOB PRIMARY KEY,
    configured_name TEXT UNIQUE,
    source_record BLOB,
    rules_record BLOB,
    covered_until_ms INTEGER
  ) STRICT;

  CREATE TABLE clips (
    clip BLOB PRIMARY KEY,
    camera BLOB NOT NULL,
    opening BLOB NOT NULL,
    start_ms INTEGER NOT NULL,
    end_ms INTEGER,
    size_bytes INTEGER NOT NULL DEFAULT 0,
    manifest_n INTEGER,
    opening_sent INTEGER NOT NULL DEFAULT 0,
    parts_sent INTEGER NOT NULL DEFAULT 0,
    is_sent INTEGER NOT NULL DEFAULT 0,
    has_data INTEGER NOT NULL DEFAULT 1
  ) STRICT;
  CREATE INDEX clips_by_age ON clips (camera, start_ms);
  CREATE INDEX clips_unended ON clips (start_ms) WHERE end_ms IS NULL;
  CREATE INDEX clips_cached ON clips (start_ms) WHERE is_sent = 1 AND has_data = 1;
  CREATE UNIQUE INDEX clips_by_manifest ON clips (camera, manifest_n);

  CREATE TABLE manifests (
    camera BLOB NOT NULL,
    n INTEGER NOT NULL,
    hash BLOB NOT NULL,
    signed BLOB NOT NULL,
    is_sent INTEGER NOT NULL DEFAULT 0,
    PRIMARY KEY (camera, n)
  ) STRICT, WITHOUT ROWID;

  CREATE TABLE record_outbox (
    kind TEXT NOT NULL,
    id BLOB NOT NULL,
    version INTEGER NOT NULL,
    record BLOB,
    PRIMARY KEY (kind, id)
  ) STRICT, WITHOUT ROWID;
  `,
  `
  ALTER TABLE ledger_entries ADD COLUMN taken_ms INTEGER NOT NULL DEFAULT 0;

  CREATE TABLE witnessed_heads (
    origin TEXT PRIMARY KEY,
    size INTEGER NOT NULL,
    root BLOB NOT NULL,
    time_seconds INTEGER NOT NULL
  ) STRICT, WITHOUT ROWID;

  CREATE TABLE read_logs (origin TEXT PRIMARY KEY, next INTEGER NOT NULL) STRICT, WITHOUT ROWID;
  CREATE TABLE read_lanes (
    origin TEXT NOT NULL,
    lane TEXT NOT NULL,
    leaf_index INTEGER NOT NULL,
    slot INTEGER NOT NULL,
    hash BLOB NOT NULL,
    next_key BLOB NOT NULL,
    PRIMARY KEY (origin, lane)
  ) STRICT, WITHOUT ROWID;
  `,
  `
  CREATE TABLE alarms (
    code TEXT PRIMARY KEY,
    id BLOB NOT NULL,
    detail TEXT NOT NULL,
    evidence BLOB NOT NULL,
    is_told INTEGER NOT NULL DEFAULT 0
  ) STRICT;
  `,
  `
  CREATE TABLE roster_entries (seq INTEGER PRIMARY KEY, entry BLOB NOT NULL) STRICT;
  CREATE TABLE roster_place (
    one INTEGER PRIMARY KEY CHECK (one = 1),
    next_item INTEGER NOT NULL,
    seen_ms INTEGER NOT NULL
  ) STRICT;
  `,
];
