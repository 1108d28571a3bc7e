// SPDX-License-Identifier: AGPL-3.0-or-later
import { deviceFromSeed, type DeviceSecrets } from "@nightlatch/protocol/keys";
import { formatId } from "@nightlatch/protocol/wire";
import { seededRandom, TEST_NOW_MS } from "@nightlatch/testkit";
import { deviceIdOf } from "@nightlatch/protocol/wire";
import { beforeEach, describe, expect, it } from "vitest";
import { OpenInvite } from "./invite.ts";
import { JoinAttempt } from "./join.ts";
import { Mailboxes } from "./mailbox.fixture.ts";

const nowMs = (): number => TEST_NOW_MS;

describe("an invitation", () => {
  const random = seededRandom("invite");
  let server: Mailboxes;
  let invite: OpenInvite;

  beforeEach(() => {
    server = new Mailboxes();
    invite = new OpenInvite({ server, random, nowMs });
  });

  it("shows the code that the newcomer shows", async () => {
    const [received, code] = await Promise.all([invite.waitForOffer(), (await newcomer()).attempt.offer("Tablet")]);
    expect(received.code).toBe(code);
    expect(received.offer.name).toBe("Tablet");
  });

  it("takes no second offer after the first, however often it is asked", async () => {
    const honest = await newcomer();
    await Promise.all([invite.waitForOffer(), honest.attempt.offer("Tablet")]);
    // The server puts another's offer in the slot, made with the nonce that came out.
    await (await newcomer()).attempt.offer("Attacker");
    const again = await invite.waitForOffer();
    expect(again).toBe(invite.received);
    expect(formatId(deviceIdOf(again.offer.keys))).toBe(formatId(honest.device.id));
  });

  it("is one wait for all who ask at the same time", async () => {
    const both = [invite.waitForOffer(), invite.waitForOffer()];
    await (await newcomer()).attempt.offer("Tablet");
    const [first, second] = await Promise.all(both);
    expect(first).toBe(second);
  });

  async function newcomer(): Promise<Readonly<{ device: DeviceSecrets; attempt: JoinAttempt }>> {
    const device = await deviceFromSeed(random(32));
    return { device, attempt: new JoinAttempt({ server, random, nowMs, device }, invite.linkFragment) };
  }
});
