// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file Ten thousand cases of wax, the same ones each time. */
import type { CaseRow, CaseTurn, CaseView, MessageView } from "../src/vault-client/vault-api.ts";

const SUBJECTS = [
  [
    "The front door camera is dark at night",
    "Since the update the picture is black after sunset. In the day it is fine.",
  ],
  ["No sound in recordings", "The live view has sound, the recordings are silent."],
  ["Camera offline since yesterday evening", "It was online until about eight. The cable is in."],
  ["It says person, but it was the cat", "Three times tonight. The cat is grey, if that helps."],
  ["I can't find Tuesday's recordings", "The timeline has a gap from nine to ten in the morning."],
  ["The app does not open on my tablet", "It stays on the moon with the keyhole."],
  ["Green stripes in the picture of the garden", "Only when it rains. I changed nothing."],
  ["How do I add my sister as a guest?", "She should see the hall camera while we are away."],
] as const;
const TURNS: readonly CaseTurn[] = ["staff", "customer", "closed", "closed", "consent", "staff", "closed", "closed"];
const MINUTE_MS = 60_000;

export function waxCases(count: number, nowMs: number): readonly CaseRow[] {
  return Array.from({ length: count }, (_, i) => {
    const [title, preview] = SUBJECTS[(i * 5) % SUBJECTS.length] ?? SUBJECTS[0];
    const changedAtMs = nowMs - i * i * 40 - i * 3 * MINUTE_MS;
    const turn = TURNS[(i * 3) % TURNS.length] ?? "staff";
    return {
      id: `case${String(i).padStart(8, "0")}AAAAAAAAAA`,
      title: i === 0 ? title : `${title}${i % 7 === 0 ? `, again (${i})` : ""}`,
      preview,
      openedAtMs: changedAtMs - 90 * MINUTE_MS,
      changedAtMs,
      turn,
      messages: 3,
      hasRequest: turn === "consent",
    };
  });
}

export function waxCase(row: CaseRow): CaseView {
  const at = (minutes: number): number => row.openedAtMs + minutes * MINUTE_MS;
  const messages: MessageView[] = [
    { n: 0, atMs: at(0), isMine: false, body: { kind: "words", text: `${row.title}\n${row.preview}` } },
    { n: 1, atMs: at(0), isMine: false, body: { kind: "health", figures: FIGURES } },
    {
      n: 2,
      atMs: at(12),
      isMine: true,
      staffName: "Anna",
      body: { kind: "words", text: "Thank you for writing. Could I look at a recording of last night with you?" },
    },
  ];
  if (!row.hasRequest) return { row, messages };
  const request = {
    id: "request",
    kind: "clips",
    purpose: "picture_quality",
    words: "I want to see whether the infrared light is on while the picture is dark.",
    minutes: 60,
    fromMs: at(-600),
    toMs: at(-540),
    staffName: "Anna",
    isMine: true,
    atMs: at(14),
    answerUntilMs: Date.now() + 11 * 60 * MINUTE_MS,
    answer: { kind: "none" },
  } as const;
  return {
    row,
    messages: [
      ...messages,
      { n: 3, atMs: at(14), isMine: true, staffName: "Anna", body: { kind: "request", request } },
      { n: 4, atMs: at(20), isMine: false, body: { kind: "words", text: "Yes, I will have a look at it tonight." } },
    ],
  };
}

const FIGURES = [
  ["Hub", "online, 41 days"],
  ["Cameras running", "3 of 4"],
  ["Waiting to upload", "0 recordings"],
  ["Free space", "212 GB"],
] as const;
