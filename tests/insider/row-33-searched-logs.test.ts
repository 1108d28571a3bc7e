// SPDX-License-Identifier: AGPL-3.0-or-later
import { concatBytes, decodeBase64url, encodeUtf8 } from "@nightlatch/bytes";
import { activeDevices } from "@nightlatch/protocol/wire";
import type { Answer, Question } from "@nightlatch/testkit/evil-cloud";
import { expect } from "vitest";
import { INVITE_LASTS_MS } from "../../apps/household-web/src/vault/pairing/invite.ts";
import { findWords, type Heap, type Word } from "../tripwires/planted-words.ts";
import { KeptLog, storedHeaps } from "../tripwires/servers-bytes.ts";
import type { Browser } from "./browser.ts";
import { CloudScene } from "./cloud-scene.ts";
import { DAY_MS } from "./former-owner.ts";
import { insiderRow } from "./insider-row.ts";
import { stopOf } from "./stop-of.ts";
import { passTime } from "./witnessed-scene.ts";

insiderRow(
  {
    row: 33,
    attack:
      "search the server's and proxies' logs for an invitation's secret, and try the link after its use and its time",
    outcome: "I",
    codes: ["", "mailbox.full", "pairing.expired"],
  },
  {
    /** The link lets its receiver in, once. The search finds what a proxy does see: where the two devices met. */
    async honest() {
      const log = new KeptLog();
      await using scene = await CloudScene.start("row 33 honest", server(log));
      const { owner, passed } = await startInviting(scene);
      const newcomer = await scene.newBrowser();
      await pair(owner, newcomer);
      expect(activeDevices(owner.state)).toHaveLength(4);
      const words = [{ name: "the mailbox", bytes: encodeUtf8("/v1/mailboxes/") }];
      expect(findWords(words, passed).length).toBeGreaterThan(0);
    },

    async attack() {
      const log = new KeptLog();
      await using scene = await CloudScene.start("row 33", server(log));
      const { owner, passed } = await startInviting(scene);
      const link = await pair(owner, await scene.newBrowser());
      const heaps = [...passed, ...(await storedHeaps(scene.running.dataDir)), log.heap];
      expect(findWords(secretsOf(link), heaps)).toEqual([]);

      // The operator finds the link itself: in a chat, on the customer's screen.
      const stranger = await scene.newBrowser(scene.running.server.url);
      const before = await owner.snapshot();
      const used = await stopOf(stranger.vault.join({ link, deviceName: "Insider" }));
      const store = [before, await owner.snapshot()] as const;

      const { link: old } = await owner.vault.createInvite();
      scene.passTime(INVITE_LASTS_MS + 1000);
      const joining = stopOf(stranger.vault.join({ link: old, deviceName: "Insider" }));
      await stranger.until(({ kind }) => kind === "joining");
      const { code } = await stopOf(owner.vault.waitForOffer());
      await stranger.vault.cancelJoin();
      await joining;
      expect(activeDevices(owner.state)).toHaveLength(4);
      return [
        { seen: "no part of the link's secret, in any spelling, in what is stored, logged or passed on", code: "" },
        { seen: "after its use it opens nothing", code: used.code, store },
        { seen: "after ten minutes the owner's device takes no offer", code },
      ];
    },
  },
);

function server(logDestination: KeptLog) {
  return { config: { logLevel: "debug" }, logDestination } as const;
}

/** `passed`: all that a proxy before the server could write down, of every question and its answer. */
async function startInviting(scene: CloudScene): Promise<Readonly<{ owner: Browser; passed: readonly Heap[] }>> {
  const hub = await scene.home.addDevice("hub");
  await scene.hubOf(hub);
  const owner = await scene.browser();
  // Until then, whom it lets in waits for another owner.
  await passTime(scene, DAY_MS + 60_000);
  await owner.untilProved();
  const passed: Heap[] = [];
  scene.cloud.obey("all", async (ask, question) => {
    const answer = await ask();
    passed.push({ place: `${question.method} ${question.place}`, bytes: written(question, answer) });
    return answer;
  });
  return { owner, passed };
}

function written({ method, path, headers, body }: Question, answer: Answer): Uint8Array {
  const head = encodeUtf8(`${method} ${path} ${JSON.stringify(headers)}`);
  return concatBytes(head, body, encodeUtf8(answer.contentType), answer.body);
}

/** Both compare the code; the household lets the newcomer in. The link that did it. */
async function pair(owner: Browser, newcomer: Browser): Promise<string> {
  const { link } = await owner.vault.createInvite();
  const [{ code: here }, { code: there }] = await Promise.all([
    owner.vault.waitForOffer(),
    newcomer.vault.join({ link, deviceName: "Tablet" }),
  ]);
  expect(there).toBe(here);
  await owner.vault.confirmOffer({ access: { role: "owner" } });
  await newcomer.vault.confirmCode();
  await newcomer.until(({ kind }) => kind === "ready");
  return link;
}

/** Secret and commitment, each alone and as the link spells both. */
function secretsOf(link: string): readonly Word[] {
  const fragment = link.slice(link.indexOf("#") + 1);
  const bytes = decodeBase64url(fragment);
  return [
    { name: "the link's fragment", bytes: encodeUtf8(fragment) },
    { name: "the link's secret", bytes: bytes.subarray(0, 16) },
    { name: "the link's commitment", bytes: bytes.subarray(16) },
  ];
}
