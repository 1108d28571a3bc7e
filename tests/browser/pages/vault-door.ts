// SPDX-License-Identifier: AGPL-3.0-or-later
/**
 * @file A browser whose screens stay closed: its vault is asked directly, over the very messages that screens send. For
 * facts about who gets which keys, which no screen shows.
 */
import { expect, type Browser, type BrowserContext, type Page } from "@playwright/test";
import type { CallName, FromVault } from "../../../apps/household-web/src/vault-client/messages.ts";
import type { Access, ClipEvent, Outcome, VaultApi } from "../../../apps/household-web/src/vault-client/vault-api.ts";

type Answer<N extends CallName> = Awaited<ReturnType<VaultApi[N]>>;
/** As Playwright compares it. */
type Shape = Record<string, unknown> | unknown[];
type Input<N extends CallName> = Parameters<VaultApi[N]>[0];

export class VaultDoor {
  readonly #context: BrowserContext;
  readonly #page: Page;

  private constructor(context: BrowserContext, page: Page) {
    this.#context = context;
    this.#page = page;
  }

  /** A browser of its own, empty. */
  static async open(browser: Browser, origin: string): Promise<VaultDoor> {
    const context = await browser.newContext();
    const page = await context.newPage();
    const door = new VaultDoor(context, page);
    await door.#start(origin);
    return door;
  }

  /** As a screen would: fails with the code of a refusal. */
  async ask<N extends CallName>(name: N, input?: Input<N>): Promise<Answer<N>> {
    const answer = await this.#page.evaluate(
      async ([call, given]) => (globalThis as unknown as Asking).askVault(call, given),
      [name, input] as const,
    );
    if (answer.kind === "failed") throw new Error(`${name}: ${answer.failure.code}`);
    if (answer.kind !== "done") throw new Error(`${name}: ${answer.kind}`);
    return answer.value as Answer<N>;
  }

  /** The events of a recording, to its end or failure. */
  readClip(clip: string): Promise<readonly ClipEvent["kind"][]> {
    return this.#page.evaluate((id) => (globalThis as unknown as Asking).readClip(id), clip);
  }

  /** Sooner or later. */
  async expect<N extends CallName>(name: N, shape: Shape, input?: Input<N>): Promise<void> {
    await expect.poll(() => this.ask(name, input), { timeout: 40_000 }).toMatchObject(shape);
  }

  /** Both sides of a pairing, up to the code that both people compared. */
  async letIn(newcomer: VaultDoor, deviceName: string, access: Access, person: string): Promise<Outcome> {
    const { link } = await this.ask("createInvite");
    const [{ code }, offer] = await Promise.all([newcomer.ask("join", { link, deviceName }), this.ask("waitForOffer")]);
    expect(offer).toEqual({ deviceName, code });
    const outcome = await this.ask("confirmOffer", { access, person });
    await newcomer.ask("waitForAnswer");
    await newcomer.ask("confirmCode");
    return outcome;
  }

  /** Closes the tab and opens another. */
  async reload(origin: string): Promise<void> {
    await this.#start(origin);
  }

  close(): Promise<void> {
    return this.#context.close();
  }

  /** On a page of the app's origin that is not the app: one vault a tab. */
  async #start(origin: string): Promise<void> {
    await this.#page.goto(`${origin}/icon.svg`);
    await this.#page.evaluate(startVault);
  }
}

type Asking = {
  askVault: (name: CallName, input: unknown) => Promise<FromVault>;
  readClip: (clip: string) => Promise<readonly ClipEvent["kind"][]>;
};

/** Runs in the page: finds the built worker by way of the app's own files. */
async function startVault(): Promise<void> {
  const html = await (await fetch("/")).text();
  const main = /src="(?<path>[^"]+\.js)"/u.exec(html)?.groups?.["path"] ?? "none";
  const script = await (await fetch(main)).text();
  const path = /assets\/vault\.worker-[\w-]+\.js/u.exec(script)?.[0] ?? "none";
  const worker = new Worker(`/${path}`, { type: "module" });
  const waiting = new Map<number, (answer: FromVault) => void>();
  const clips = new Map<number, (event: ClipEvent) => void>();
  let ids = 0;
  const isReady = new Promise<void>((resolve, reject) => {
    worker.onerror = () => reject(new Error("the vault did not start"));
    worker.onmessage = ({ data }: MessageEvent<FromVault>) => {
      if (data.kind === "ready") resolve();
      if (data.kind === "broken") reject(new Error(data.failure.code));
      if (data.kind === "done" || data.kind === "failed") waiting.get(data.id)?.(data);
      if (data.kind === "clip") clips.get(data.id)?.(data.event);
    };
  });
  await isReady;
  const asking: Asking = {
    askVault: (name, input) =>
      new Promise((resolve) => {
        ids += 1;
        waiting.set(ids, resolve);
        worker.postMessage({ kind: "call", id: ids, name, input });
      }),
    readClip: (clip) =>
      new Promise((resolve) => {
        ids += 1;
        const kinds: ClipEvent["kind"][] = [];
        clips.set(ids, ({ kind }) => {
          kinds.push(kind);
          if (kind === "end" || kind === "failed") resolve(kinds);
        });
        worker.postMessage({ kind: "open-clip", id: ids, input: { clip, fromMs: 0 } });
        worker.postMessage({ kind: "read-until", id: ids, untilMs: Number.MAX_SAFE_INTEGER });
      }),
  };
  Object.assign(globalThis, asking);
}
