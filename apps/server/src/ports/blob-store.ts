// SPDX-License-Identifier: AGPL-3.0-or-later
/**
 * @file Parts of clips as objects. Trust: none; whoever can change it can at most make parts vanish or fail to open.
 * Keys carry the hash of the content, so one key never has two contents.
 */
export interface BlobStore {
  /** When it resolves, the bytes are durable. Repeating it is harmless. @throws server.storage_full */
  put(key: string, bytes: Uint8Array): Promise<void>;
  find(key: string): Promise<Uint8Array | undefined>;
  /** Removes every object under `prefix/`. */
  removeAll(prefix: string): Promise<void>;
  /** Whether it can store right now. */
  isHealthy(): Promise<boolean>;
}
