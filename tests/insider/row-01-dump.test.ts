// SPDX-License-Identifier: AGPL-3.0-or-later
import { expect } from "vitest";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { startTestServer } from "../constellation/test-server.ts";
import { CANARY_WORDS, liveACanaryLife } from "../tripwires/canary-household.ts";
import { findWords, textWord } from "../tripwires/planted-words.ts";
import { answeredHeaps, KeptLog, storedHeaps } from "../tripwires/servers-bytes.ts";
import { insiderRow } from "./insider-row.ts";

insiderRow(
  {
    row: 1,
    attack: "dump every table, blob, log line and metric and search for names, pictures, passwords",
    outcome: "I",
    codes: [""],
  },
  {
    /** The search finds what does lie there: a canary in a file, and sealed bytes in theirs. */
    async honest() {
      await using running = await startTestServer();
      const { sealed } = await liveACanaryLife(running);
      const [part = new Uint8Array()] = sealed.parts;
      const sealedWord = { name: "a sealed part", bytes: part.subarray(0, 200) };
      expect(findWords([sealedWord], await storedHeaps(running.dataDir)).join()).toContain("blobs");
      const [canary = textWord("none")] = CANARY_WORDS;
      await writeFile(join(running.dataDir, "planted"), canary.bytes);
      expect(findWords(CANARY_WORDS, await storedHeaps(running.dataDir)).join()).toContain("file planted");
    },

    async attack() {
      const log = new KeptLog();
      await using running = await startTestServer({ logLevel: "debug" }, { logDestination: log });
      const life = await liveACanaryLife(running);
      const heaps = [
        ...(await storedHeaps(running.dataDir)),
        ...(await answeredHeaps(running, life)),
        ...life.heard,
        log.heap,
      ];
      expect(findWords(CANARY_WORDS, heaps)).toEqual([]);
      const bytes = heaps.reduce((sum, heap) => sum + heap.bytes.length, 0);
      expect(bytes).toBeGreaterThan(100_000);
      return [
        {
          seen: `none of ${String(CANARY_WORDS.length)} canaries in any spelling, in all that is stored, answered, relayed or logged`,
          code: "",
        },
      ];
    },
  },
);
