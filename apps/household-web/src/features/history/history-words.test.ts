// SPDX-License-Identifier: AGPL-3.0-or-later
import { describe, expect, it } from "vitest";
import type { DeviceName, HistoryAct, HistoryItem } from "../../vault-client/vault-api.ts";
import { namesOf } from "../household/access-words.ts";
import { historySentence } from "./history-words.ts";

const anna: DeviceName = { id: "a", name: "Laptop", person: "Anna", role: "owner" };
const ben: DeviceName = { id: "b", name: "Ben’s phone", person: "Ben", role: "member" };
const paper: DeviceName = { id: "p", name: "Paper key", person: "", role: "paper" };
const names = namesOf([{ id: "g", name: "Outside" }], []);
const item = (act: HistoryAct, change: Partial<HistoryItem> = {}): HistoryItem => ({
  seq: 1,
  who: anna,
  atMs: 0,
  act,
  isProposal: false,
  byThisDevice: false,
  isProved: true,
  ...change,
});
const letIn: HistoryAct = { kind: "added", whom: ben, access: { role: "member", groups: ["g"] } };

describe("the signed history as sentences", () => {
  it("says who let in whom, and what they see", () => {
    expect(historySentence(item(letIn), names)).toEqual({ title: "Anna let in Ben’s phone.", note: "Sees Outside." });
  });

  it("never tells a wish as something done", () => {
    expect(historySentence(item(letIn, { isProposal: true }), names).title).toBe("Anna asks to let in Ben’s phone.");
    expect(historySentence(item(letIn, { isProposal: true, byThisDevice: true }), names).title).toMatch(/^You ask to/u);
  });

  it("names the paper key as what it is", () => {
    expect(historySentence(item(letIn, { who: paper, isProposal: true }), names).title).toMatch(/^The paper key asks/u);
  });

  it("says what was stopped, and whose wish it was", () => {
    const act: HistoryAct = { kind: "cancelled", proposal: letIn, by: paper };
    expect(historySentence(item(act), names).title).toBe(
      "Anna stopped what the paper key asked for: to let in Ben’s phone.",
    );
  });

  it("says which group was taken from whom when nobody was removed", () => {
    const act: HistoryAct = { kind: "reduced", removed: [], withdrawn: [{ whom: ben, groups: ["g"] }] };
    expect(historySentence(item(act), names).title).toBe("Anna took Outside from Ben’s phone.");
  });

  it("tells the end of joint decisions apart from their start", () => {
    const act = { kind: "rules", hasNewLogPolicy: false } as const;
    expect(historySentence(item({ ...act, isJoint: false, wasJoint: true }), names).title).toContain("off");
    expect(historySentence(item({ ...act, isJoint: true, wasJoint: false }), names).title).toContain("on");
  });

  it("says what support may see, and never more than was asked for", () => {
    const granted = { kind: "granted", clips: 2 } as const;
    expect(historySentence(item(granted), names).title).toBe("Anna let support see 2 recordings.");
    expect(historySentence(item({ kind: "granted", clips: 0 }), names).title).toContain("watch a camera live");
    expect(historySentence(item(granted, { isProposal: true }), names).title).toBe(
      "Anna asks to let support see 2 recordings.",
    );
    expect(historySentence(item({ kind: "released", clips: 1 }), names).title).toContain("the keys of one recording");
  });
});
