// SPDX-License-Identifier: AGPL-3.0-or-later
/**
 * @file A server's mailboxes in memory, for facts about pairing: written by anyone, at any time. Like a hostile
 * server, it hands out whatever a test has put in last.
 */
import type { PairingSlot } from "@nightlatch/protocol/keys";
import type { PublicServer } from "../server/household-server.ts";

export class Mailboxes implements PublicServer {
  readonly #messages = new Map<string, Uint8Array>();
  #waiting: (() => void)[] = [];

  createHousehold: PublicServer["createHousehold"] = () => Promise.reject(new Error("pairing founds no household"));
  logPolicy: PublicServer["logPolicy"] = () => Promise.resolve("");
  findLogObject: PublicServer["findLogObject"] = () => Promise.resolve(undefined);
  releases: PublicServer["releases"] = () => Promise.reject(new Error("pairing asks for no release"));
  readRelease: PublicServer["readRelease"] = () => Promise.reject(new Error("pairing asks for no release"));

  putMessage(mailbox: string, slot: PairingSlot, message: Uint8Array): Promise<void> {
    this.#messages.set(`${mailbox}/${slot}`, message);
    const woken = this.#waiting;
    this.#waiting = [];
    for (const wake of woken) wake();
    return Promise.resolve();
  }

  async waitForMessage(mailbox: string, slot: PairingSlot): Promise<Uint8Array> {
    for (;;) {
      const message = this.#messages.get(`${mailbox}/${slot}`);
      if (message !== undefined) return message;
      await new Promise<void>((wake) => this.#waiting.push(wake));
    }
  }
}
