// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file What the household's hubs caught the server at, as they wrote it to the people of the house. Pure. */
import { formatId } from "@nightlatch/protocol/wire";
import type { AlarmView, EvidenceFile } from "../../vault-client/vault-api.ts";
import type { Entry } from "../records/record-book.ts";
import { deviceName } from "./names.ts";
import type { ViewSources } from "./views.ts";

/** Newest first. @param read ids of those that were marked on this device */
export function alarmViews(sources: ViewSources, read: ReadonlySet<string>): readonly AlarmView[] {
  return sources.book
    .all("alarm")
    .map((alarm) => alarmView(sources, alarm, read))
    .sort((a, b) => b.atMs - a.atMs);
}

function alarmView(
  sources: ViewSources,
  { id, atMs, author, content }: Entry<"alarm">,
  read: ReadonlySet<string>,
): AlarmView {
  return {
    id: formatId(id),
    hub: deviceName(sources, author),
    atMs,
    isRead: read.has(formatId(id)),
    problem: { code: content.code, advice: ADVICE[content.code] ?? OTHER_ADVICE },
    ...(content.evidence.length === 0 ? {} : { evidence: evidenceFile(content.evidence, atMs) }),
  };
}

function evidenceFile(bytes: Uint8Array, atMs: number): EvidenceFile {
  const day = new Date(atMs).toISOString().slice(0, 10);
  return { fileName: `nightlatch-evidence-${day}.cbor`, bytes: Uint8Array.from(bytes) };
}

const OTHER_ADVICE =
  "Your hub caught the server at something that must not be. Add nobody for now, compare the codes of your devices, " +
  "and save the evidence.";
const ADVICE: Readonly<Partial<Record<string, string>>> = {
  "ledger.fork":
    "The server showed your hub another list of who belongs to your household than it had seen before. Add nobody for " +
    "now, compare the codes of your devices, and save the evidence.",
  "ledger.rollback":
    "The server showed your hub an older list of who belongs to your household. Ask whoever runs it whether a backup " +
    "was put back, and save the evidence.",
  "transparency.fork":
    "The server keeps two versions of its public log: it may be showing your household something else than others. " +
    "Add nobody for now, and save the evidence.",
  "transparency.rollback":
    "The server’s public log has become smaller, which must never happen. Ask whoever runs it, and save the evidence.",
  "log.foreign_lane":
    "Your hub saw something in the public log that cannot be, in another household’s place. Yours is not touched; save " +
    "the evidence for whoever runs the server.",
  "hub.diary_conflict":
    "This hub runs on an old copy of its disk, or a second one runs with its keys. Its new recordings do not reach the " +
    "server. Remove the hub, and pair it anew with an empty folder.",
};
