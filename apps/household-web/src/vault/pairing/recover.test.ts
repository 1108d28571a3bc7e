// SPDX-License-Identifier: AGPL-3.0-or-later
import {
  addDevice,
  createHousehold,
  deviceFromSeed,
  paperPin,
  type DeviceSecrets,
  type Keyring,
  type SignedEntry,
} from "@nightlatch/protocol/keys";
import { sealRecord } from "@nightlatch/protocol/seal";
import { activeDevice, type LedgerState } from "@nightlatch/protocol/wire";
import { boxesFor, seededRandom, TEST_NOW_MS } from "@nightlatch/testkit";
import { beforeAll, describe, expect, it } from "vitest";
import { recoverWithPaper, type RecoverServer } from "./recover.ts";

type Home = Readonly<{ owner: DeviceSecrets; entries: readonly SignedEntry[]; state: LedgerState; keyring: Keyring }>;

describe("recovery with the paper key", () => {
  const random = seededRandom("recover");
  const seed = random(32);
  let paper: DeviceSecrets;
  let device: DeviceSecrets;
  let home: Home;
  let serversOwn: Home;

  beforeAll(async () => {
    [paper, device] = [await deviceFromSeed(seed), await deviceFromSeed(random(32))];
    [home, serversOwn] = [await foundHome(), await foundHome()];
  });

  it("lets the new device in as an owner", async () => {
    const state = await recover(home, await pinOf(home));
    expect(activeDevice(state, device.id)?.role).toBe("owner");
  });

  it("is refused in a household that the server made for the key, without the pin", async () => {
    await expect(recover(serversOwn, undefined)).rejects.toMatchObject({ code: "vault.recovery_unproven" });
  });

  it("is refused there with the genuine household's pin record", async () => {
    await expect(recover(serversOwn, await pinOf(home))).rejects.toMatchObject({ code: "vault.recovery_unproven" });
  });

  it("is refused there with a pin that was copied or made up", async () => {
    for (const pin of [paperPin(seed, home.state.lane, home.state.createHash), random(32)]) {
      const forged = await pinOf(serversOwn, pin);
      await expect(recover(serversOwn, forged)).rejects.toMatchObject({ code: "vault.recovery_unproven" });
    }
  });

  it("is refused when the history ends before the pin was written", async () => {
    const { lane, createHash, seq } = home.state;
    const later = await pinOf(home, paperPin(seed, lane, createHash), seq + 1);
    await expect(recover(home, later)).rejects.toMatchObject({ code: "vault.recovery_unproven" });
  });

  it("is refused to a key that the household does not know", async () => {
    const other = random(32);
    const keys = { seed: other, paper: await deviceFromSeed(other) };
    const unknown = recoverWithPaper({ server: serverOf(home, undefined), random, nowMs: () => 1 }, keys, device);
    await expect(unknown).rejects.toMatchObject({ code: "vault.unknown_paper_key" });
  });

  function recover(from: Home, pin: Uint8Array | undefined): Promise<LedgerState> {
    const deps = { server: serverOf(from, pin), random, nowMs: () => TEST_NOW_MS };
    return recoverWithPaper(deps, { seed, paper }, device);
  }

  async function foundHome(): Promise<Home> {
    const owner = await deviceFromSeed(random(32));
    const making = { actor: owner, random, nowMs: TEST_NOW_MS };
    const created = await createHousehold(making);
    const { state, keyring } = created;
    const added = await addDevice(making, { state, keyring, keys: paper.publicKeys, role: "paper" });
    return { owner, entries: [created, added], state: added.state, keyring };
  }

  function pinOf(from: Home, pin = paperPin(seed, from.state.lane, from.state.createHash), seq = 1) {
    const to = { kind: "device", device: paper.id, pk: paper.publicKeys.hpke } as const;
    const content = { kind: "paper-pin", pin, seq } as const;
    const [author, { lane }, id] = [from.owner, from.state, paper.id];
    return sealRecord({ author, lane, id, version: 1, to, content, atMs: TEST_NOW_MS });
  }

  function serverOf({ entries, state }: Home, pin: Uint8Array | undefined): RecoverServer {
    return {
      ledgerPage: (from) =>
        Promise.resolve({ entries: entries.slice(from).map(({ entry }) => entry), seq: state.seq, head: state.head }),
      ownBoxes: () => Promise.resolve(entries.flatMap((entry) => boxesFor(entry, paper))),
      appendEntry: () => Promise.resolve(),
      findRecord: () => Promise.resolve(pin),
    };
  }
});
