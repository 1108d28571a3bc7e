// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file Sealed messages between two pairing devices, for ten minutes. Trust: none (protocol §11). */
export interface MailboxStore {
  /** "other": different bytes are in the slot. */
  put(mailbox: string, slot: string, message: Uint8Array): "stored" | "same" | "other";
  /** Waits up to `waitMs` for a message, or until `signal` aborts. */
  read(mailbox: string, slot: string, waitMs: number, signal: AbortSignal): Promise<Uint8Array | undefined>;
  sweep(nowMs: number): void;
}
