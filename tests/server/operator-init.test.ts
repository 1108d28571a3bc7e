// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file `nightlatch operator init` as a command, up to officers who are signed in: it prepares, and signs nothing itself. */
import { formatStaffOffer } from "@nightlatch/api-contract";
import { decodeBase64url } from "@nightlatch/bytes";
import { staffFromSeed } from "@nightlatch/protocol/grant";
import { formatId } from "@nightlatch/protocol/wire";
import { spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { mkdtemp, readdir, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { SoftwareAuthenticator } from "../constellation/software-authenticator.ts";
import { STAFF_ORIGIN, StaffedServer, TestClock } from "../constellation/staffed-server.ts";

const MAIN = fileURLToPath(new URL("../../apps/cli/src/main.ts", import.meta.url));

let folder: string;
let dataDir: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "nightlatch-operator-"));
  dataDir = join(folder, "server");
});

afterEach(() => rm(folder, { recursive: true, force: true }));

async function officerNamed(name: string) {
  const secrets = await staffFromSeed(Uint8Array.from(randomBytes(32)));
  const authenticator = new SoftwareAuthenticator(STAFF_ORIGIN);
  const path = join(folder, `${name}.txt`);
  const offer = formatStaffOffer({ keys: secrets.publicKeys, credential: authenticator.credential, name });
  await writeFile(path, `${offer}\n`);
  return { secrets, authenticator, path };
}

async function init(...words: readonly string[]) {
  const command = [MAIN, "operator", "init", "--data", folder, "--name", "Lark Support", ...words];
  const child = spawn(process.execPath, command, { stdio: ["ignore", "pipe", "pipe"] });
  const [said, complaint, [code]] = await Promise.all([text(child.stdout), text(child.stderr), once(child, "close")]);
  return { said, complaint, code: code as number };
}

describe("operator init", () => {
  it("shows the officers' ids, and leaves an entry that only their signatures make a roster", async () => {
    const officers = [await officerNamed("Anna"), await officerNamed("Otto")];
    const { said, code } = await init(...officers.flatMap(({ path }) => ["--officer", path]));
    expect(code).toBe(0);
    for (const { secrets } of officers) expect(said).toContain(formatId(secrets.id));
    expect((await stat(join(dataDir, "operator.key"))).mode & 0o077).toBe(0);

    await using desk = await StaffedServer.start({ dataDir }, new TestClock(Date.now()));
    const { founding } = await desk.staff.call("readConsole", {});
    const entry = decodeBase64url(founding?.entry ?? "");
    const founded: boolean[] = [];
    for (const officer of officers) founded.push(await desk.signFounding(officer, entry));
    expect(founded).toEqual([false, true]);
    for (const officer of officers) {
      const { session } = await desk.memberAgain(officer);
      expect(await session.call("readStaffSelf", {})).toMatchObject({ role: "officer", team: "Officers" });
    }
  });

  it("does not replace what is prepared already", async () => {
    const offers = [await officerNamed("Anna"), await officerNamed("Otto")].flatMap(({ path }) => ["--officer", path]);
    expect((await init(...offers)).code).toBe(0);
    const again = await init(...offers);
    expect([again.code, again.complaint]).toEqual([1, expect.stringContaining("prepared here already")]);
  });

  it.each<readonly [string, (good: readonly string[]) => Promise<readonly string[]>]>([
    ["a wait of less than a day", (good) => Promise.resolve([...good, "--wait-hours", "23"])],
    ["a name that does not show", (good) => Promise.resolve([...good, "--team", "\u202E"])],
    ["one officer twice", ([flag = "", path = ""]) => Promise.resolve([flag, path, flag, path])],
    [
      "an offer that is none",
      async (good) => {
        await writeFile(join(folder, "bad.txt"), "nightlatch-staff:AAAA\n");
        return [...good, "--officer", join(folder, "bad.txt")];
      },
    ],
    ["an offer that is not there", (good) => Promise.resolve([...good, "--officer", join(folder, "none.txt")])],
  ])("prepares nothing with %s", async (_name, bend) => {
    const good = [await officerNamed("Anna"), await officerNamed("Otto")].flatMap(({ path }) => ["--officer", path]);
    const { code, complaint } = await init(...(await bend(good)));
    expect(code).toBe(1);
    expect(complaint.trim()).not.toBe("");
    const files = await readdir(dataDir).catch(() => []);
    expect(files).not.toContain("operator-founding");
  });
});
