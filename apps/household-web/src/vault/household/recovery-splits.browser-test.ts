// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file Who keeps which share, when keepers leave and paper keys are replaced, with a real log, ledger and storage. */
import { joinPaperShares, parsePaperShare, seedFromPhrase, type DeviceSecrets } from "@nightlatch/protocol/keys";
import { formatId, type Id } from "@nightlatch/protocol/wire";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { clearVaultDatabase } from "../store/database.ts";
import { LoggedHome } from "./logged-home.fixture.ts";
import { expelDevices } from "./membership.ts";
import { addPaperKey, splitOwnPaperKey } from "./paper-key.ts";
import { assertFitKeeper, keptShare, splitViews } from "./recovery-splits.ts";

const unfit = { code: "vault.unfit_keeper" };

describe("a paper key that was split", () => {
  let home: LoggedHome;
  let keeper: DeviceSecrets;
  let phrase: readonly string[];

  beforeEach(async () => {
    home = await LoggedHome.found("recovery splits");
    keeper = await home.newDevice();
    await home.admit({ keys: keeper.publicKeys, role: "member" });
    phrase = await addPaperKey(home.household.membershipDeps, home.household.parts.desk);
    await home.household.refresh();
  });
  afterEach(async () => {
    home.close();
    await clearVaultDatabase(home.database);
    home.database.close();
  });

  it("is known by its keeper and its date, without anybody else opening the share", async () => {
    const { sheet, file } = await split();
    const by = formatId(home.owner.id);
    expect(splitViews(home.household.sources)).toMatchObject([
      { madeAtMs: home.nowMs, by: { id: by }, keeper: { id: formatId(keeper.id) }, state: "good" },
    ]);
    expect(keptShare(home.household.sources)).toBeUndefined();
    const seed = await joinPaperShares(parsePaperShare(sheet), parsePaperShare(file));
    expect(seed).toEqual(seedFromPhrase(phrase.join(" ")));
  });

  it("is listed newest first", async () => {
    await split();
    home.nowMs += 60_000;
    await split();
    const times = splitViews(home.household.sources).map(({ madeAtMs }) => madeAtMs);
    expect(times).toEqual([home.nowMs, home.nowMs - 60_000]);
  });

  it("is out of date once the paper key is replaced", async () => {
    await split();
    home.nowMs += 60_000;
    await addPaperKey(home.household.membershipDeps, home.household.parts.desk);
    await home.household.refresh();
    expect(splitViews(home.household.sources)).toMatchObject([{ state: "paper-replaced" }]);
  });

  it("has two shares left once its keeper is out", async () => {
    await split();
    await expelDevices(home.household.membershipDeps, [keeper.id]);
    expect(splitViews(home.household.sources)).toMatchObject([{ state: "keeper-out" }]);
  });

  it("is of this household’s own paper key, and of no other", async () => {
    const other = `${"abandon ".repeat(23)}art`;
    await expect(splitOwnPaperKey(home.state, other)).rejects.toMatchObject({ code: "vault.unknown_paper_key" });
  });

  it("is kept by no device that could not show it", () => {
    const { owner, hub, state } = home;
    expect(() => assertFitKeeper(state, keeper.id, owner.id)).not.toThrow();
    for (const [who, self] of [
      [owner, owner],
      [hub, owner],
      [keeper, keeper],
    ] as const) {
      expect(() => assertFitKeeper(state, who.id, self.id)).toThrow(expect.objectContaining(unfit));
    }
  });

  it("is kept by nobody who is out, nor by a guest", async () => {
    const guest = await home.newDevice();
    const until = { cameras: [home.random(16) as never], untilMs: home.nowMs + 1000 };
    await home.admit({ keys: guest.publicKeys, role: "guest", ...until });
    await expelDevices(home.household.membershipDeps, [keeper.id]);
    for (const { id } of [guest, keeper, await home.newDevice()]) {
      expect(() => assertFitKeeper(home.state, id, home.owner.id)).toThrow(expect.objectContaining(unfit));
    }
  });

  /** As the call does it. */
  async function split() {
    const made = await splitOwnPaperKey(home.household.parts.ledger.current.state, phrase.join(" "));
    const place = home.random(16) as Uint8Array as Id;
    await home.household.parts.desk.writeForDevice(place, keeper.id, { kind: "recovery-share", ...made.kept });
    return made;
  }
});
