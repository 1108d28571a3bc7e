// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file Manifests, records and beacons: what hub and members say, as a stranger and as their author would bend it. */
import { decodeCbor, decodeHex, encodeCbor, equalBytes, type CborValue } from "@nightlatch/bytes";
import { sealRecord, signBeacon, signManifest } from "@nightlatch/protocol/seal";
import {
  decodeManifest,
  decodeRecord,
  decodeSigned,
  encodeManifest,
  encodeRecord,
  encodeRecordHeader,
  encodeSigned,
  MANIFEST_CONTEXT,
  MAX_MANIFEST_BYTES,
  RECORD_KINDS,
  verifyBeacon,
  verifyManifest,
  verifyRecord,
  type CameraId,
  type ClipId,
} from "@nightlatch/protocol/wire";
import { TEST_NOW_MS, testHousehold } from "@nightlatch/testkit";
import manifestVectors from "../../../vectors/protocol/manifest.json" with { type: "json" };
import { decodeContent, encodeContent, type RecordContent } from "../../../packages/protocol/src/record-content.ts";
import { padContent, unpadContent } from "../../../packages/protocol/src/record-padding.ts";
import { promised, type FuzzTarget, type TargetFamily } from "../target.ts";
import { onlyThese } from "./signed-seeds.ts";
import { acceptedInputs } from "./vector-inputs.ts";

const LAYOUT_CODES = ["protocol.malformed", "protocol.bad_version", "protocol.too_large"] as const;
const TRUST_CODES = ["wrong_household", "unknown_device", "not_allowed", "bad_signature"].map(
  (code) => `protocol.${code}`,
);

export const signedWords: TargetFamily = {
  "manifest-insider": manifestTarget,
  manifest: async () => {
    const { home, manifests } = await words();
    const { assertGenuine } = onlyThese(manifests);
    return {
      form: "cbor",
      seeds: manifests,
      codes: [...LAYOUT_CODES, ...TRUST_CODES],
      judge(input) {
        const { content } = verifyManifest(input, home.state);
        assertGenuine(input, "a manifest");
        return content.kind;
      },
    };
  },
  record: async () => {
    const { home, records } = await words();
    const { assertGenuine } = onlyThese(records);
    return {
      form: "cbor",
      seeds: records,
      codes: [...LAYOUT_CODES, ...TRUST_CODES],
      judge(input) {
        const decoded = decodeRecord(input);
        promised(equalBytes(encodeRecord(decoded), input), "accepted a record that it would not write");
        promised(
          equalBytes(encodeRecordHeader(decoded.header), decoded.headerBytes),
          "accepted a header that it would not write",
        );
        verifyRecord(input, home.state);
        assertGenuine(input, "a record");
        return decoded.header.kind;
      },
    };
  },
  "record-content": () => ({
    form: "cbor",
    seeds: contents().map((content) => encodeCbor([content.kind, encodeContent(content)])),
    codes: [...LAYOUT_CODES, "bytes.malformed", "bytes.not_canonical"],
    judge(input) {
      const value = decodeCbor(input);
      const [named, content = null]: readonly CborValue[] = Array.isArray(value) ? (value as CborValue[]) : [];
      const kind = RECORD_KINDS.find((known) => known === named);
      if (kind === undefined) return "no kind";
      const decoded = decodeContent(kind, content);
      promised(
        equalBytes(encodeCbor(encodeContent(decoded)), encodeCbor(content)),
        "accepted content that it would not write",
      );
      return kind;
    },
  }),
  "record-padding": () => ({
    form: "bytes",
    seeds: [0, 1, 252, 253, 1020, 1021].map((length) => padContent(new Uint8Array(length).fill(7))),
    codes: ["protocol.malformed", "protocol.too_large"],
    judge: (input) => `content of ${Math.min(9, unpadContent(input).length)}`,
  }),
  beacon: async () => {
    const { home, beacon, nonce } = await words();
    const { assertGenuine } = onlyThese([beacon]);
    return {
      form: "cbor",
      seeds: [beacon],
      codes: [...LAYOUT_CODES, ...TRUST_CODES],
      judge(input) {
        verifyBeacon(input, home.state, nonce);
        assertGenuine(input, "a beacon");
        return "beacon";
      },
    };
  },
};

/** The hub's own key signs whatever the input is: what is believed must still be what it would have written. */
async function manifestTarget(): Promise<FuzzTarget> {
  const { home, manifests } = await words();
  const vectors = acceptedInputs(manifestVectors.cases, ({ manifest }) => manifest);
  return {
    form: "cbor",
    seeds: [...manifests, ...vectors].map((signed) => decodeSigned(signed, MAX_MANIFEST_BYTES, "manifest").bytes),
    codes: [...LAYOUT_CODES, ...TRUST_CODES],
    async judge(input) {
      const signed = encodeSigned({ bytes: input, signature: await home.hub.ledger.sign(MANIFEST_CONTEXT, input) });
      promised(
        equalBytes(encodeManifest(decodeManifest(signed)), input),
        "accepted a manifest that it would not write",
      );
      return input.length < 8 ? "short" : decodeManifest(signed).content.kind;
    },
  };
}

async function words() {
  const home = await testHousehold("tests/fuzz/words");
  const { hub, owner, state, peopleEpoch, random } = home;
  const base = {
    lane: state.lane,
    camera: random(16) as Uint8Array as CameraId,
    n: 0,
    prev: new Uint8Array(32),
    atMs: TEST_NOW_MS,
  };
  const place = { ...base, prev: base.prev as Parameters<typeof signManifest>[1]["prev"] };
  const [nonce, header] = [random(16), random(32)];
  const to = { kind: "epoch", epoch: peopleEpoch.pkHash, pk: peopleEpoch.pk } as const;
  const clip = { clip: random(16) as Uint8Array as ClipId, header: header as (typeof place)["prev"] };
  return {
    home,
    nonce,
    manifests: [
      await signManifest(hub, { ...place, content: { kind: "heartbeat" } }),
      await signManifest(hub, { ...place, content: { kind: "gap", fromMs: 1, toMs: 2, reason: "paused" } }),
    ],
    records: [
      await sealRecord({
        author: owner,
        lane: state.lane,
        id: state.lane,
        version: 1,
        to,
        content: { kind: "household", name: "The Larks" },
        atMs: 5,
      }),
    ],
    beacon: await signBeacon(hub, {
      lane: state.lane,
      camera: base.camera,
      nonces: [nonce],
      ...clip,
      sequence: 7,
      captureMs: 1,
      atMs: 2,
    }),
  };
}

function contents(): readonly RecordContent[] {
  const id = decodeHex("00112233445566778899aabbccddeeff");
  const rules = { retentionDays: 30, retentionBytes: 2 ** 40, removed: false };
  const camera = { kind: "camera", name: "Porch", hub: id, group: id, ...rules } as RecordContent;
  return [
    { kind: "household", name: "The Larks" },
    { kind: "device", name: "Mia's phone", person: "Mia" },
    { kind: "paper-pin", pin: new Uint8Array(32), seq: 3 },
    camera,
    { kind: "camera-source", source: { kind: "rtsp", url: "rtsp://10.0.0.2/1", username: "u", password: "p" } },
    { kind: "camera-source", source: { kind: "none" } },
    { kind: "camera-rules", group: id, ...rules } as RecordContent,
    {
      kind: "camera-status",
      ...{ state: "running", code: "", advice: "", sinceMs: 1, audio: "aac" },
      video: { codec: "h264", codecString: "avc1.64001e", width: 640, height: 360 },
    },
    { kind: "thumbnail", jpeg: Uint8Array.of(0xff, 0xd8) },
  ];
}
