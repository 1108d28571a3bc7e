// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file Where and when an entry stands in its ledger: what the judges of its body need besides the body. */
import type { Hash } from "@nightlatch/crypto/keys";
import type { DeviceId } from "./identifiers.ts";

/** `timeMs` is the actor's word (protocol §4.4, "What a client adds"). */
export type EntryPlace = Readonly<{ seq: number; head: Hash; timeMs: number; actor: DeviceId }>;
