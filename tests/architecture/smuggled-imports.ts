// SPDX-License-Identifier: AGPL-3.0-or-later
/**
 * @file One forbidden import for each rule of .dependency-cruiser.cjs. Where a rule speaks of reach, the import
 * hides at least two hops away, as a hurried change would hide it.
 */

export type Smuggling = Readonly<{
  rule: string;
  /** New files, or lines appended to a file that is there. */
  files: Readonly<Record<string, string>>;
  /** The file that the rule must accuse. */
  accused: string;
  /** A file that the reported path must lead through. */
  through?: string;
}>;

export const smugglings: readonly Smuggling[] = [
  {
    rule: "fixtures-only-in-tests",
    files: { "apps/hub/src/smuggled-fixture-use.ts": `export * from "./log/shown-log.fixture.ts";` },
    accused: "apps/hub/src/smuggled-fixture-use.ts",
  },
  {
    rule: "server-cannot-open",
    files: {
      "apps/server/src/smuggled-a.ts": `export * from "@nightlatch/errors";`,
      "packages/errors/src/index.ts": `export * from "./smuggled-b.ts";`,
      "packages/errors/src/smuggled-b.ts": `export * from "@nightlatch/protocol/open";`,
    },
    accused: "apps/server/src/smuggled-a.ts",
    through: "packages/errors/src/smuggled-b.ts",
  },
  {
    rule: "server-has-no-aead",
    files: {
      "apps/server/src/smuggled-c.ts": `export * from "./smuggled-d.ts";`,
      "apps/server/src/smuggled-d.ts": `export const later = () => import("./smuggled-e.ts");`,
      "apps/server/src/smuggled-e.ts": `export * from "@nightlatch/crypto/aead";`,
    },
    accused: "apps/server/src/smuggled-c.ts",
    through: "apps/server/src/smuggled-e.ts",
  },
  {
    rule: "contract-cannot-open",
    files: {
      "packages/api-contract/src/smuggled-f.ts": `export * from "./smuggled-g.ts";`,
      "packages/api-contract/src/smuggled-g.ts": `export * from "@nightlatch/protocol/keys";`,
    },
    accused: "packages/api-contract/src/smuggled-f.ts",
    through: "packages/api-contract/src/smuggled-g.ts",
  },
  {
    rule: "wire-cannot-open",
    files: {
      "packages/protocol/src/wire/smuggled-h.ts": `export * from "../smuggled-i.ts";`,
      "packages/protocol/src/smuggled-i.ts": `export * from "./seal/index.ts";`,
    },
    accused: "packages/protocol/src/wire/smuggled-h.ts",
    through: "packages/protocol/src/smuggled-i.ts",
  },
  {
    rule: "log-cannot-open",
    files: {
      "packages/protocol/src/log/smuggled-1.ts": `export * from "../wire/smuggled-2.ts";`,
      "packages/protocol/src/wire/smuggled-2.ts": `export * from "../keys/index.ts";`,
    },
    accused: "packages/protocol/src/log/smuggled-1.ts",
    through: "packages/protocol/src/wire/smuggled-2.ts",
  },
  {
    rule: "export-cannot-open",
    files: {
      "packages/protocol/src/export/smuggled-3.ts": `export * from "../wire/smuggled-4.ts";`,
      "packages/protocol/src/wire/smuggled-4.ts": `export * from "../open/index.ts";`,
    },
    accused: "packages/protocol/src/export/smuggled-3.ts",
    through: "packages/protocol/src/wire/smuggled-4.ts",
  },
  {
    rule: "protocol-parses-no-pictures",
    files: {
      "packages/protocol/src/seal/smuggled-5.ts": `export * from "../smuggled-6.ts";`,
      "packages/protocol/src/smuggled-6.ts": `export * from "@nightlatch/media/mp4";`,
    },
    accused: "packages/protocol/src/seal/smuggled-5.ts",
    through: "packages/protocol/src/smuggled-6.ts",
  },
  {
    rule: "auditor-cannot-open",
    files: {
      "apps/auditor/src/smuggled-5.ts": `export * from "./smuggled-6.ts";`,
      "apps/auditor/src/smuggled-6.ts": `export * from "@nightlatch/protocol/keys";`,
    },
    accused: "apps/auditor/src/smuggled-5.ts",
    through: "apps/auditor/src/smuggled-6.ts",
  },
  {
    rule: "camera-cannot-open",
    files: {
      "apps/demo-camera/src/smuggled-j.ts": `export * from "./smuggled-k.ts";`,
      "apps/demo-camera/src/smuggled-k.ts": `export * from "@nightlatch/crypto/hash";`,
    },
    accused: "apps/demo-camera/src/smuggled-j.ts",
    through: "apps/demo-camera/src/smuggled-k.ts",
  },
  {
    rule: "opening-only-in-workers",
    files: {
      "apps/household-web/src/smuggled-l.ts": `export * from "./vault/smuggled-m.ts";`,
      "apps/household-web/src/vault/smuggled-m.ts": `export * from "@nightlatch/protocol/open";`,
    },
    accused: "apps/household-web/src/smuggled-l.ts",
    through: "apps/household-web/src/vault/smuggled-m.ts",
  },
  single("isomorphic-no-node", "packages/media/src/smuggled-n.ts", "node:fs"),
  single("one-crypto-door", "apps/server/src/smuggled-o.ts", "node:crypto"),
  single("one-crypto-door", "apps/hub/src/smuggled-p.ts", "@noble/curves/ed25519.js"),
  single("no-unseen-imports", "apps/server/src/smuggled-q.ts", "node:module"),
  single("every-import-resolves", "apps/server/src/smuggled-r.ts", "@nightlatch/protocol/no-such-door"),
  single("packages-never-import-apps", "packages/media/src/smuggled-s.ts", "../../../apps/server/src/smuggled-a.ts"),
  single("apps-never-import-apps", "apps/hub/src/smuggled-t.ts", "../../server/src/smuggled-a.ts"),
  single("testkit-only-in-tests", "apps/hub/src/smuggled-u.ts", "@nightlatch/testkit"),
  {
    rule: "no-circular",
    files: {
      "apps/hub/src/smuggled-v.ts": `export * from "./smuggled-w.ts";`,
      "apps/hub/src/smuggled-w.ts": `export * from "./smuggled-v.ts";`,
    },
    accused: "apps/hub/src/smuggled-v.ts",
  },
  single("contract-knows-wire-alone", "packages/api-client/src/smuggled-x.ts", "@nightlatch/protocol/seal"),
  single("layer-errors", "packages/errors/src/smuggled-y.ts", "@nightlatch/bytes"),
  single("layer-bytes", "packages/bytes/src/smuggled-y.ts", "@nightlatch/crypto/hash"),
  single("layer-crypto", "packages/crypto/src/smuggled-y.ts", "@nightlatch/protocol/wire"),
  single("layer-protocol", "packages/protocol/src/smuggled-y.ts", "@nightlatch/api-contract"),
  single("forgetful-stores-only-in-tests", "apps/server/src/smuggled-log.ts", "@nightlatch/transparency/memory-stores"),
  single("layer-transparency", "packages/transparency/src/smuggled-y.ts", "@nightlatch/protocol/wire"),
  single("layer-media", "packages/media/src/smuggled-y.ts", "@nightlatch/crypto/hash"),
  {
    rule: "console-opens-only-grants",
    files: {
      "apps/staff-console/src/vault/smuggled-k.ts": `export * from "./smuggled-l.ts";`,
      "apps/staff-console/src/vault/smuggled-l.ts": `export * from "@nightlatch/protocol/open";`,
    },
    accused: "apps/staff-console/src/vault/smuggled-k.ts",
    through: "apps/staff-console/src/vault/smuggled-l.ts",
  },
  {
    rule: "grant-opens-only-grants",
    files: {
      "packages/protocol/src/grant/smuggled-m.ts": `export * from "../smuggled-n.ts";`,
      "packages/protocol/src/smuggled-n.ts": `export * from "./keys/index.ts";`,
    },
    accused: "packages/protocol/src/grant/smuggled-m.ts",
    through: "packages/protocol/src/smuggled-n.ts",
  },
  {
    rule: "granted-only-in-workers",
    files: {
      "apps/staff-console/src/words/smuggled-o.ts": `export * from "./smuggled-p.ts";`,
      "apps/staff-console/src/words/smuggled-p.ts": `export * from "@nightlatch/protocol/grant";`,
    },
    accused: "apps/staff-console/src/words/smuggled-o.ts",
    through: "apps/staff-console/src/words/smuggled-p.ts",
  },
  single("layer-ui-kit", "packages/ui-kit/src/smuggled-y.ts", "@nightlatch/bytes"),
  single("layer-api-contract", "packages/api-contract/src/smuggled-y.ts", "@nightlatch/crypto/hash"),
  single("layer-api-client", "packages/api-client/src/smuggled-y.ts", "@nightlatch/media/mp4"),
];

function single(rule: string, accused: string, imported: string): Smuggling {
  return { rule, files: { [accused]: `export * from "${imported}";` }, accused };
}
