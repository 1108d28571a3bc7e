// SPDX-License-Identifier: AGPL-3.0-or-later
import { encodeUtf8, equalBytes } from "@nightlatch/bytes";
import { sha256 } from "@nightlatch/crypto/hash";
import { signerFromSeed, type Signer } from "@nightlatch/crypto/signature";
import { NO_LOG_VIEW, type LogView } from "@nightlatch/protocol/log";
import { encodeRelease, releaseCommitment, releaseFileOf, signLaneLeaf } from "@nightlatch/protocol/wire";
import { openSmallLog, smallLogSigner, type SmallLog } from "@nightlatch/testkit";
import { openCheckpoint } from "@nightlatch/transparency/verify";
import { beforeEach, describe, expect, it } from "vitest";
import { checkRelease, type CheckDeps } from "./check-release.ts";

const FILES = new Map([
  ["index.html", encodeUtf8("<!doctype html>")],
  ["assets/vault.js", encodeUtf8("the vault")],
]);

const NEXT = encodeUtf8("the next vault");

describe("checkRelease", () => {
  const signer = signerFromSeed(sha256(encodeUtf8("release lane")));
  let log: SmallLog;
  let served: Map<string, Uint8Array>;
  let deps: CheckDeps;
  let manifest: Uint8Array;
  let newestKept: Uint8Array | undefined;

  beforeEach(async () => {
    log = await openSmallLog(300);
    served = new Map(FILES);
    newestKept = undefined;
    manifest = manifestOf("1.0.0");
    const index = await logRelease(signer, manifest);
    deps = {
      server: {
        findLogObject: (path) => log.store.read(path),
        releases: () => Promise.resolve({ laneKey: signer.publicKey, releases: [listed(0, index, manifest)] }),
        readRelease: () => Promise.resolve(manifest),
      },
      view: viewNow(),
      pinKey: (key) => Promise.resolve(key),
      newestLeaf: () => Promise.resolve(newestKept),
      keepNewest: (leaf) => {
        newestKept = leaf;
        return Promise.resolve();
      },
      readFile: (path) => Promise.resolve(served.get(path)),
    };
  });

  it("finds the files that the log names", async () => {
    expect(await checkRelease(deps)).toEqual({ kind: "matches", version: "1.0.0", releasedAtMs: 7 });
  });

  it("names a file with one other byte", async () => {
    served.set("assets/vault.js", encodeUtf8("the vaulT"));
    expect(await checkRelease(deps)).toEqual({ kind: "differs", version: "1.0.0", file: "assets/vault.js" });
  });

  it("names a file that is not there", async () => {
    served.delete("index.html");
    expect(await checkRelease(deps)).toMatchObject({ kind: "differs", file: "index.html" });
  });

  it("does not believe a manifest that the log does not name", async () => {
    const other = manifestOf("1.0.1");
    expect(await checkWith({ readRelease: () => Promise.resolve(other) })).toBe("release.not_logged");
  });

  it("does not believe a lane with another first key than before", async () => {
    deps = { ...deps, pinKey: () => Promise.resolve(new Uint8Array(32)) };
    expect(await checkWith({})).toBe("release.other_lane");
  });

  it("does not believe a release at a place where the log has something else", async () => {
    const releases = [listed(0, 5, manifest)];
    expect(await checkWith({ releases: () => Promise.resolve({ laneKey: signer.publicKey, releases }) })).toBe(
      "release.not_logged",
    );
  });

  it("does not believe a lane that leaves its first release out", async () => {
    const stranger = signerFromSeed(sha256(encodeUtf8("another lane")));
    const index = await logRelease(stranger, manifest);
    deps = { ...deps, view: viewNow() };
    const releases = [listed(0, index, manifest)];
    expect(await checkWith({ releases: () => Promise.resolve({ laneKey: signer.publicKey, releases }) })).toBe(
      "release.not_logged",
    );
  });

  it("believes nothing behind the checkpoint that it accepted, and nothing without one", async () => {
    deps = { ...deps, view: NO_LOG_VIEW };
    expect(await checkWith({})).toBe("release.not_witnessed");
    deps = { ...deps, view: undefined as LogView | undefined };
    expect(await checkWith({})).toBe("release.not_witnessed");
  });

  it("names an older version that is served beside a newer one in the log", async () => {
    await releaseNext();
    expect(await checkRelease(deps)).toEqual({ kind: "older", version: "1.0.0", newest: "2.0.0" });
    served.set("assets/vault.js", encodeUtf8("a third thing"));
    expect(await checkRelease(deps)).toMatchObject({ kind: "differs", version: "2.0.0" });
    served.set("assets/vault.js", NEXT);
    expect(await checkRelease(deps)).toMatchObject({ kind: "matches", version: "2.0.0" });
  });

  it("does not take an old release for the newest once it has seen a later one", async () => {
    const [before] = (await deps.server.releases()).releases;
    await releaseNext();
    served.set("assets/vault.js", NEXT);
    expect(await checkRelease(deps)).toMatchObject({ kind: "matches", version: "2.0.0" });
    served = new Map(FILES);
    const releases = before === undefined ? [] : [before];
    expect(await checkWith({ releases: () => Promise.resolve({ laneKey: signer.publicKey, releases }) })).toBe("older");
  });

  it("does not believe another release in the place of one that it has seen", async () => {
    await checkRelease(deps);
    const [twin, index] = [manifestOf("1.0.1"), await logRelease(signer, manifestOf("1.0.1"))];
    deps = { ...deps, view: viewNow() };
    const releases = [listed(0, index, twin)];
    const bent = { releases: () => Promise.resolve({ laneKey: signer.publicKey, releases }) };
    expect(await checkWith({ ...bent, readRelease: () => Promise.resolve(twin) })).toBe("release.not_logged");
  });

  it("does not believe a changed tile", async () => {
    const changed = async (path: string): Promise<Uint8Array | undefined> =>
      (await log.store.read(path))?.map((byte, i) => (i === 40 ? byte ^ 1 : byte));
    expect(await checkWith({ findLogObject: changed })).toBe("transparency.tile_invalid");
  });

  async function checkWith(server: Partial<CheckDeps["server"]>): Promise<string> {
    const checked = await checkRelease({ ...deps, server: { ...deps.server, ...server } });
    return checked.kind === "not-checked" ? checked.problem.code : checked.kind;
  }

  /** A second release, whose vault is another one. */
  async function releaseNext(): Promise<void> {
    const { releases } = await deps.server.releases();
    const next = manifestOf("2.0.0", new Map([...FILES, ["assets/vault.js", NEXT]]));
    const previous = await leafOf(signer, manifest);
    const index = await log.sequencer.append(await leafOf(signer, next, previous));
    const all = [...releases, listed(1, index, next)];
    const server = {
      ...deps.server,
      releases: () => Promise.resolve({ laneKey: signer.publicKey, releases: all }),
      readRelease: (hash: Uint8Array) => Promise.resolve(equalBytes(hash, releaseCommitment(next)) ? next : manifest),
    };
    deps = { ...deps, server, view: viewNow() };
  }

  function leafOf(by: Signer, content: Uint8Array, previous?: Uint8Array): Promise<Uint8Array> {
    const commitment = releaseCommitment(content);
    const before = previous === undefined ? {} : { previous };
    return signLaneLeaf(by, { kind: "release", ...before, commitment, next: by.publicKey });
  }

  async function logRelease(by: Signer, content: Uint8Array): Promise<number> {
    return log.sequencer.append(await leafOf(by, content));
  }

  function viewNow(): LogView {
    const { checkpoint } = openCheckpoint(log.sequencer.checkpoint(), [smallLogSigner().key]);
    return { ...NO_LOG_VIEW, size: checkpoint.size, root: checkpoint.root, origin: checkpoint.origin };
  }

  function listed(slot: number, index: number, content: Uint8Array) {
    return { slot, index, hash: releaseCommitment(content), version: "1.0.0", atMs: 7 };
  }
});

function manifestOf(version: string, contents = FILES): Uint8Array {
  const files = [...contents].map(([path, content]) => releaseFileOf(path, content));
  return encodeRelease({ version, atMs: 7, files });
}
