// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file vectors/protocol/export: exported files, and what a stranger may conclude from each. */
import { concatBytes, encodeHex, type CborValue } from "@nightlatch/bytes";
import { verifyExport, type LogRecord } from "@nightlatch/protocol/export";
import { signManifest } from "@nightlatch/protocol/seal";
import { NO_PREVIOUS } from "@nightlatch/protocol/wire";
import {
  exportFile,
  ForkableLog,
  LoggedHousehold,
  TEST_NOW_MS,
  type ExportableClip,
  type ShownStretch,
} from "@nightlatch/testkit";
import {
  buildExportScene,
  cameraOf,
  lastIndexOf,
  proofOf,
  recordOf,
  split,
  withProof,
  type ExportScene,
  type Proof,
} from "./export-scene.ts";
import { flipped, writeVectors, type VectorCase } from "./vector-file.ts";

const NOT_AS_SIGNED = "export.not_as_signed";

export async function generateExports(): Promise<void> {
  const scene = await buildExportScene();
  const good = [...honest(scene), ...(await afterRemoval(scene))];
  writeVectors(
    "protocol/export",
    "Exported files, judged by `policy` where one is given, else by the household's own. `clips`, `unshown` and " +
      "`record`: what a genuine one shows.",
    [
      ...good.map(described),
      ...bentBytes(scene),
      ...bentProofs(scene),
      ...(await bentHistories(scene)),
      ...(await bentRecords(scene)),
    ],
  );
}

function honest({ home, camera, clips, record, whole, three }: ExportScene): readonly VectorFile[] {
  const { entries } = home;
  const { diary } = camera;
  const [one, , last] = clips;
  const show = (shown: readonly ShownStretch[], items = diary, log?: LogRecord) =>
    exportFile(shown, { entries, diary: items, log });
  return [
    { name: "a whole clip", file: whole },
    { name: "a stretch of a clip", file: show([{ clip: one, first: 5, end: 7 }], diary.slice(0, 1)) },
    { name: "three clips and the hub's gap", file: three },
    { name: "without the clip in the middle", file: show([{ clip: one }, { clip: last }]) },
    {
      name: "without an item of the diary",
      file: show([{ clip: one }, { clip: last }], [...diary.slice(0, 1), ...diary.slice(2)]),
    },
    { name: "in the public log", file: show([{ clip: one }], diary.slice(0, 1), record) },
    {
      name: "in the public log, by a policy that asks for no witness",
      file: show([{ clip: one }], diary.slice(0, 1), record),
      policy: home.log.policy(),
    },
  ];
}

type VectorFile = VectorCase & Readonly<{ file: Uint8Array; policy?: string }>;

/** A hub's clips from before its removal stay genuine. */
async function afterRemoval({ home, camera, clips: [one] }: ExportScene): Promise<readonly VectorFile[]> {
  const later = home.copy();
  await later.remove(later.hub);
  const shown = { entries: later.entries, diary: camera.diary.slice(0, 1), log: undefined };
  return [{ name: "from before the hub's removal", file: exportFile([{ clip: one }], shown) }];
}

/** What a genuine file says, by what it was made from: the generator asks the judge for names and times alone. */
function described({ name, file, ...rest }: VectorFile): VectorCase {
  const verdict = verifyExport(file);
  if (verdict?.kind !== "genuine") throw new Error(`${name} is not genuine`);
  const clips = verdict.clips.map(({ n, first, last }) => ({ n, first, last }));
  const { lane, hub, unshown, record } = verdict;
  const isAlone = rest.policy !== undefined;
  const log = record && { seq: record.seq, index: record.index, witnessedMs: isAlone ? null : record.witnessedMs };
  return { name, file, ...rest, lane: encodeHex(lane), hub: encodeHex(hub), clips, unshown, record: log ?? null };
}

function bentBytes({ whole, three }: ExportScene): readonly VectorCase[] {
  const { movie, box } = split(whole);
  const tables = lastIndexOf(movie, "moov") - 4;
  const otherTables = split(three).movie.subarray(lastIndexOf(split(three).movie, "moov") - 4);
  const free = Uint8Array.of(0, 0, 0, 8, 0x66, 0x72, 0x65, 0x65);
  return [
    { name: "without its box", file: movie, error: "no proof" },
    { name: "with a box that does not end as it began", file: flipped(whole, whole.length - 1), error: "no proof" },
    { name: "a picture changed", file: flipped(whole, tables - 1), error: NOT_AS_SIGNED },
    { name: "the file type changed", file: flipped(whole, 9), error: NOT_AS_SIGNED },
    { name: "a byte of the tables changed", file: flipped(whole, movie.length - 1), error: NOT_AS_SIGNED },
    {
      name: "the tables of another file",
      file: concatBytes(movie.subarray(0, tables), otherTables, box),
      error: NOT_AS_SIGNED,
    },
    { name: "no tables", file: concatBytes(movie.subarray(0, tables), box), error: NOT_AS_SIGNED },
    { name: "a box behind the tables", file: concatBytes(movie, free, box), error: NOT_AS_SIGNED },
    { name: "a box in front", file: concatBytes(free, whole), error: NOT_AS_SIGNED },
  ];
}

function bentProofs({ whole, three }: ExportScene): readonly VectorCase[] {
  const clipsOf = (proof: Proof) => proof["clips"] as Proof[];
  const inClip = (change: (clip: Proof) => Proof) => (proof: Proof) => ({
    ...proof,
    clips: clipsOf(proof).map((clip, i) => (i === 0 ? change(clip) : clip)),
  });
  const listOf = (value: CborValue | undefined) => value as CborValue[];
  const changes: readonly (readonly [string, Uint8Array, (proof: Proof) => Proof, string])[] = [
    ["another version", whole, (proof) => ({ ...proof, v: 2 }), "protocol.bad_version"],
    ["a further key", whole, (proof) => ({ ...proof, more: 1 }), "protocol.malformed"],
    ["no clip", whole, (proof) => ({ ...proof, clips: [] }), "protocol.malformed"],
    ["no diary", whole, (proof) => ({ ...proof, diary: [] }), "protocol.malformed"],
    ["no history", whole, (proof) => ({ ...proof, entries: [] }), "protocol.malformed"],
    ["clips in another order", three, (proof) => ({ ...proof, clips: clipsOf(proof).toReversed() }), NOT_AS_SIGNED],
    [
      "a clip named twice",
      whole,
      (proof) => ({ ...proof, clips: [...clipsOf(proof), ...clipsOf(proof)] }),
      NOT_AS_SIGNED,
    ],
    [
      "a clip less than there are bytes",
      three,
      (proof) => ({ ...proof, clips: clipsOf(proof).slice(0, 2) }),
      NOT_AS_SIGNED,
    ],
    [
      "a diary that runs backwards",
      three,
      (proof) => ({ ...proof, diary: listOf(proof["diary"]).toReversed() }),
      NOT_AS_SIGNED,
    ],
    ["a header that is none", whole, inClip((clip) => ({ ...clip, header: Uint8Array.of(1) })), "protocol.malformed"],
    [
      "another clip's header",
      three,
      inClip((clip) => ({ ...clip, header: clipsOf(proofOf(three))[1]?.["header"] ?? null })),
      NOT_AS_SIGNED,
    ],
    ["another first fragment", whole, inClip((clip) => ({ ...clip, first: 2 })), NOT_AS_SIGNED],
    ["the init segment as first fragment", whole, inClip((clip) => ({ ...clip, first: 0 })), NOT_AS_SIGNED],
    [
      "a fragment less",
      whole,
      inClip((clip) => ({ ...clip, fragments: listOf(clip["fragments"]).slice(0, -1) })),
      NOT_AS_SIGNED,
    ],
    [
      "another salt",
      whole,
      inClip((clip) => ({ ...clip, fragments: [[1, new Uint8Array(16)], ...listOf(clip["fragments"]).slice(1)] })),
      NOT_AS_SIGNED,
    ],
    ["a hidden hash too many", whole, inClip((clip) => ({ ...clip, hidden: [new Uint8Array(32)] })), NOT_AS_SIGNED],
  ];
  return changes.map(([name, file, change, error]) => ({ name, file: withProof(file, change), error }));
}

async function bentHistories({ home, camera, clips: [one], whole }: ExportScene): Promise<readonly VectorCase[]> {
  const { entries, hub, owner, state } = home;
  const show = (clip: ExportableClip, diary: readonly Uint8Array[], history: readonly Uint8Array[] = entries) =>
    exportFile([{ clip }], { entries: history, diary, log: undefined });
  const stranger = await LoggedHousehold.create("vectors/export of a stranger");
  const theirs = cameraOf(stranger);
  const foreign = show(await theirs.record("Kpa"), theirs.diary);
  const gone = home.copy();
  await gone.remove(gone.hub);
  const late = cameraOf(gone);
  const afterwards = show(await late.record("Kpa"), late.diary, gone.entries);
  const place = { lane: state.lane, camera: camera.camera, n: 0, prev: NO_PREVIOUS, atMs: one.content.endMs };
  const byOwner = await signManifest(owner, { ...place, content: one.content });
  const heartbeat = await signManifest(hub, { ...place, content: { kind: "heartbeat" } });
  const twin = await signManifest(hub, { ...place, n: 1, prev: NO_PREVIOUS, content: { kind: "heartbeat" } });
  const other = cameraOf(home);
  await other.write({ kind: "heartbeat" }, TEST_NOW_MS);
  await other.write({ kind: "heartbeat" }, TEST_NOW_MS);
  const first = camera.diary.slice(0, 1);
  return [
    {
      name: "of another household",
      file: withProof(foreign, (proof) => ({ ...proof, entries: [...entries] })),
      error: "protocol.wrong_household",
    },
    {
      name: "a history without the hub",
      file: withProof(whole, (proof) => ({ ...proof, entries: entries.slice(0, 1) })),
      error: "protocol.unknown_device",
    },
    {
      name: "a history without its beginning",
      file: withProof(whole, (proof) => ({ ...proof, entries: entries.slice(1) })),
      error: "ledger.wrong_sequence",
    },
    { name: "after the hub's removal", file: afterwards, error: NOT_AS_SIGNED },
    { name: "a diary that an owner signed", file: show(one, [byOwner]), error: "protocol.not_allowed" },
    {
      name: "a diary that nobody signed",
      file: show(
        one,
        first.map((item) => flipped(item, item.length - 1)),
      ),
      error: "protocol.bad_signature",
    },
    { name: "a diary without the clip", file: show(one, [heartbeat]), error: NOT_AS_SIGNED },
    { name: "a diary that went another way", file: show(one, [...first, twin]), error: NOT_AS_SIGNED },
    { name: "a diary of two cameras", file: show(one, [...first, ...other.diary.slice(1)]), error: NOT_AS_SIGNED },
  ];
}

async function bentRecords({ home, camera, clips: [one], record }: ExportScene): Promise<readonly VectorCase[]> {
  const file = (log: LogRecord) =>
    exportFile([{ clip: one }], { entries: home.entries, diary: camera.diary.slice(0, 1), log });
  const salt = flipped(record.salt, 0);
  const bare = await recordOf(home, false);
  const other = new ForkableLog("log.example/others").policy();
  return [
    { name: "a leaf under another salt", file: file({ ...record, salt }), error: "ledger.fork" },
    { name: "a leaf of another entry", file: file({ ...record, seq: 0 }), error: "ledger.fork" },
    { name: "a leaf of an entry that is not there", file: file({ ...record, seq: 2 }), error: "ledger.withheld" },
    { name: "a record without the household's hub", file: file(bare), error: "transparency.no_quorum" },
    {
      name: "a record by a log that the reader does not know",
      file: file(record),
      policy: other,
      error: "transparency.wrong_log",
    },
    {
      name: "a record that is no proof",
      file: file({ ...record, proof: new Uint8Array() }),
      error: "transparency.malformed",
    },
  ];
}
