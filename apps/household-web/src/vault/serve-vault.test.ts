// SPDX-License-Identifier: AGPL-3.0-or-later
import { NightlatchError } from "@nightlatch/errors";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { FromVault, ToVault } from "../vault-client/messages.ts";
import type { ClipEvent, LiveEvent, VaultApi, VaultChange } from "../vault-client/vault-api.ts";
import { createVaultClient } from "../vault-client/vault-client.ts";
import { serveVault } from "./serve-vault.ts";

/** A vault behind the door, as far as these facts need one. */
class SmallVault {
  readonly listeners = new Set<(change: VaultChange) => void>();
  readonly stopped: string[] = [];
  liveListener: ((event: LiveEvent) => void) | undefined;
  clipListener: ((event: ClipEvent) => void) | undefined;
  readonly asked: number[] = [];

  usage = () => Promise.resolve({ usedBytes: 7, quotaBytes: 9 });
  renameHousehold = (name: string) =>
    Promise.reject(
      name === "bug" ? new TypeError("of ours") : new NightlatchError("record.refused", "no", { advice: "Ask." }),
    );
  subscribe = (listener: (change: VaultChange) => void) => {
    this.listeners.add(listener);
    return () => void this.listeners.delete(listener);
  };
  startLive: VaultApi["startLive"] = (_input, listener) => {
    this.liveListener = listener;
    return {
      setSound: () => undefined,
      reportShown: (ms) => this.asked.push(ms),
      stop: () => this.stopped.push("live"),
    };
  };
  openClip: VaultApi["openClip"] = (_input, listener) => {
    this.clipListener = listener;
    return { readUntil: (ms) => this.asked.push(ms), stop: () => this.stopped.push("clip") };
  };
  exportMp4: VaultApi["exportMp4"] = async (_input, onProgress, signal) => {
    onProgress({ fraction: 0.5 });
    await new Promise((resolve) => signal?.addEventListener("abort", resolve));
    throw new NightlatchError("export.cancelled", "cancelled");
  };
}

describe("the vault's door", () => {
  let channel: MessageChannel;
  let vault: SmallVault;
  let client: VaultApi;

  beforeEach(() => {
    vi.stubGlobal("reportError", vi.fn());
    channel = new MessageChannel();
    vault = new SmallVault();
    channel.port1.start();
    channel.port2.start();
    client = createVaultClient(channel.port1);
  });
  afterEach(() => {
    channel.port1.close();
    vi.unstubAllGlobals();
  });

  function serve(): void {
    // Only the calls that the facts below make are there.
    serveVault(channel.port2, vault as unknown as VaultApi);
  }

  it("answers a call", async () => {
    serve();
    expect(await client.usage()).toEqual({ usedBytes: 7, quotaBytes: 9 });
  });

  it("keeps what is asked before the vault listens", async () => {
    const early = client.usage();
    serve();
    expect(await early).toEqual({ usedBytes: 7, quotaBytes: 9 });
  });

  it("carries code and advice of a refused call", async () => {
    serve();
    await expect(client.renameHousehold("x")).rejects.toMatchObject({ code: "record.refused", advice: "Ask." });
  });

  it("names a bug as one and reports it", async () => {
    serve();
    await expect(client.renameHousehold("bug")).rejects.toMatchObject({ code: "vault.bug" });
    expect(reportError).toHaveBeenCalledOnce();
  });

  it("fails every call when the vault could not start", async () => {
    const early = client.usage();
    const failure = { code: "vault.no_storage", message: "private window" };
    channel.port2.postMessage({ kind: "broken", failure } satisfies FromVault);
    await expect(early).rejects.toMatchObject({ code: "vault.no_storage" });
    await expect(client.usage()).rejects.toMatchObject({ code: "vault.no_storage" });
  });

  it("refuses a call that is not on the list", async () => {
    serve();
    const answer = new Promise<FromVault>((resolve) => {
      channel.port1.addEventListener("message", ({ data }: MessageEvent<FromVault>) => {
        if (data.kind === "failed") resolve(data);
      });
    });
    channel.port1.postMessage({
      kind: "call",
      id: 99,
      name: "constructor" as "usage",
      input: undefined,
    } satisfies ToVault);
    expect(await answer).toMatchObject({ id: 99, failure: { code: "vault.bug" } });
  });

  it("tells subscribers of changes until they leave", async () => {
    serve();
    const heard: VaultChange[] = [];
    const leave = client.subscribe((change) => heard.push(change));
    await client.usage();
    for (const listener of vault.listeners) listener("clips");
    await client.usage();
    leave();
    for (const listener of vault.listeners) listener("devices");
    await client.usage();
    expect(heard).toEqual(["clips"]);
  });

  it("passes live events on until the view is stopped", async () => {
    serve();
    const heard: string[] = [];
    const handle = client.startLive({ camera: "c" }, (event) => heard.push(event.kind));
    await client.usage();
    vault.liveListener?.({ kind: "state", state: "live" });
    await client.usage();
    handle.stop();
    vault.liveListener?.({ kind: "state", state: "frozen" });
    await client.usage();
    expect(heard).toEqual(["state"]);
    expect(vault.stopped).toEqual(["live"]);
  });

  it("tells a view that cannot be started why", async () => {
    serve();
    vault.startLive = () => {
      throw new NightlatchError("vault.no_household", "none", { advice: "Join one." });
    };
    const event = await new Promise<LiveEvent>((resolve) => void client.startLive({ camera: "c" }, resolve));
    expect(event).toMatchObject({ state: "refused", problem: { code: "vault.no_household" } });
  });

  it("moves opened bytes to the page and asks for more", async () => {
    serve();
    const heard: ClipEvent[] = [];
    const handle = client.openClip({ clip: "c", fromMs: 0 }, (event) => heard.push(event));
    handle.readUntil(500);
    await client.usage();
    const bytes = Uint8Array.of(1, 2, 3);
    vault.clipListener?.({ kind: "fragments", bytes, startMs: 0, endMs: 1 });
    await client.usage();
    expect(vault.asked).toEqual([500]);
    expect(heard).toEqual([{ kind: "fragments", bytes: Uint8Array.of(1, 2, 3), startMs: 0, endMs: 1 }]);
    expect(bytes.length).toBe(0);
  });

  it("reports an export's progress and cancels it", async () => {
    serve();
    const abort = new AbortController();
    const progress: number[] = [];
    const exported = client.exportMp4(
      { camera: "c", fromMs: 0, toMs: 1 },
      ({ fraction }) => {
        progress.push(fraction);
        abort.abort();
      },
      abort.signal,
    );
    await expect(exported).rejects.toMatchObject({ code: "export.cancelled" });
    expect(progress).toEqual([0.5]);
  });
});
