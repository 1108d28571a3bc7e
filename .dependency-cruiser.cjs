// SPDX-License-Identifier: AGPL-3.0-or-later
/**
 * @file The promise as a build rule: what must not open footage must not be able to reach the code that could,
 * through any chain of imports. tests/architecture proves each rule by smuggling a forbidden import in.
 * Each comment names the promise of docs/threat-model.md that the rule keeps.
 */

/** Everything that opens, seals or derives keys. */
const SECRET_ROOMS = "^packages/protocol/src/(keys|seal|open|grant)/";
/** A household's own; what staff may open is in `grant` alone. */
const HOUSEHOLD_ROOMS = "^packages/protocol/src/(keys|seal|open)/";
const CIPHERS = "^packages/crypto/src/(aead|hpke)\\.ts$|^packages/crypto/src/backends/aead-";
const ISOMORPHIC = "^packages/(errors|bytes|crypto|transparency|protocol|media|api-contract|api-client)/src/";
const TEST_FILE = "\\.(test|browser-test)\\.tsx?$";
const FIXTURE_FILE = "\\.fixture\\.ts$";

/** layer → what it may import of ours; everything else in packages/ is above or beside it. */
const LAYERS = {
  errors: [],
  bytes: ["errors"],
  crypto: ["errors", "bytes"],
  transparency: ["errors", "bytes", "crypto"],
  protocol: ["errors", "bytes", "crypto", "transparency", "media"],
  media: ["errors", "bytes"],
  "ui-kit": ["errors"],
  "api-contract": ["errors", "bytes", "protocol"],
  "api-client": ["errors", "bytes", "crypto", "protocol", "api-contract"],
};

module.exports = {
  forbidden: [
    {
      name: "server-cannot-open",
      severity: "error",
      comment:
        "Only members see: with root on the server nobody reads footage, because no code there can. " +
        "The server knows protocol/wire and nothing that opens, seals or derives keys.",
      from: { path: "^apps/server/src/", pathNot: TEST_FILE },
      to: { path: SECRET_ROOMS, reachable: true },
    },
    {
      name: "server-has-no-aead",
      severity: "error",
      comment: "Only members see: a server that cannot reach a cipher cannot decrypt, whatever bytes it is given.",
      from: { path: "^apps/server/src/", pathNot: TEST_FILE },
      to: { path: CIPHERS, reachable: true },
    },
    {
      name: "contract-cannot-open",
      severity: "error",
      comment:
        "Only members see: the contract is what the server is built from, so it stays as ignorant as the server.",
      from: { path: "^packages/api-contract/src/", pathNot: TEST_FILE },
      to: { path: `${SECRET_ROOMS}|${CIPHERS}`, reachable: true },
    },
    {
      name: "wire-cannot-open",
      severity: "error",
      comment: "Only members see: protocol/wire is all that the server may understand, so it neither seals nor opens.",
      from: { path: "^packages/protocol/src/wire/", pathNot: TEST_FILE },
      to: { path: `${SECRET_ROOMS}|${CIPHERS}`, reachable: true },
    },
    {
      name: "log-cannot-open",
      severity: "error",
      comment:
        "No silent member: what a household believes of the public log is judged by anyone, an auditor or a stranger " +
        "with an evidence file, so it needs no secret and reaches none.",
      from: { path: "^packages/protocol/src/log/", pathNot: TEST_FILE },
      to: { path: `${SECRET_ROOMS}|${CIPHERS}`, reachable: true },
    },
    {
      name: "export-cannot-open",
      severity: "error",
      comment:
        "Anyone can check: where an exported video comes from is judged without a key, and by code that reaches none.",
      from: { path: "^packages/protocol/src/export/", pathNot: TEST_FILE },
      to: { path: `${SECRET_ROOMS}|${CIPHERS}`, reachable: true },
    },
    {
      name: "protocol-parses-no-pictures",
      severity: "error",
      comment:
        "Only members see: pictures are parsed where they are shown or proven; what judges a ledger, seals or opens reads none.",
      from: { path: "^packages/protocol/src/", pathNot: `^packages/protocol/src/export/|${TEST_FILE}` },
      to: { path: "^packages/media/", reachable: true },
    },
    {
      name: "auditor-cannot-open",
      severity: "error",
      comment:
        "Anyone can check: auditor and witness need no secret of a household, so they reach no code that could use one.",
      from: { path: "^apps/auditor/src/", pathNot: TEST_FILE },
      to: { path: `${SECRET_ROOMS}|${CIPHERS}`, reachable: true },
    },
    {
      name: "camera-cannot-open",
      severity: "error",
      comment: "Only members see: the demo camera stands for a camera of any maker, which holds no keys of ours.",
      from: { path: "^apps/demo-camera/src/", pathNot: TEST_FILE },
      to: { path: "^packages/(crypto|protocol)/src/", reachable: true },
    },
    {
      name: "opening-only-in-workers",
      severity: "error",
      comment:
        "Only members see: keys and opened bytes live in one worker (src/vault); a script in the page cannot take " +
        "what the page's thread never holds.",
      from: { path: "^apps/household-web/src/", pathNot: `^apps/household-web/src/vault/|${TEST_FILE}` },
      to: { path: `${SECRET_ROOMS}|${CIPHERS}`, reachable: true },
    },
    {
      name: "console-opens-only-grants",
      severity: "error",
      comment:
        "Support without a master key: a staff console opens what a household granted and the cases sealed to it. The " +
        "code that opens a household's footage by its own keys is not in it.",
      from: { path: "^apps/staff-console/src/", pathNot: TEST_FILE },
      to: { path: HOUSEHOLD_ROOMS, reachable: true },
    },
    {
      name: "grant-opens-only-grants",
      severity: "error",
      comment: "Support without a master key: the door made for staff leads to no room of the household's keys.",
      from: { path: "^packages/protocol/src/grant/", pathNot: TEST_FILE },
      to: { path: HOUSEHOLD_ROOMS, reachable: true },
    },
    {
      name: "granted-only-in-workers",
      severity: "error",
      comment:
        "Support without a master key: a console's keys and what they open live in one worker (src/vault), where no " +
        "script of the page can take them.",
      from: { path: "^apps/staff-console/src/", pathNot: `^apps/staff-console/src/vault/|${TEST_FILE}` },
      to: { path: `${SECRET_ROOMS}|${CIPHERS}`, reachable: true },
    },
    {
      name: "isomorphic-no-node",
      severity: "error",
      comment:
        "No silent member: every device judges the same ledger by the same code, so that code runs anywhere. " +
        "Only crypto's Node backends and transparency's folders may name a built-in module.",
      from: {
        path: ISOMORPHIC,
        pathNot: `^packages/crypto/src/backends/[^/]+-node\\.ts$|^packages/transparency/src/folder/|${TEST_FILE}`,
      },
      to: { dependencyTypes: ["core"] },
    },
    {
      name: "one-crypto-door",
      severity: "error",
      comment:
        "Only members see: one room holds every call to a cryptographic library, so one room is to be reviewed. " +
        "Three exceptions, none near a secret of ours: Digest authentication (RFC 7616) wants MD5, the demo camera " +
        "is a foreign device, and the web build names its files by their hash.",
      from: {
        path: "^(apps|packages)/",
        pathNot:
          "^packages/crypto/|^apps/hub/src/cameras/rtsp/http-authentication\\.ts$|^apps/demo-camera/|" +
          `^apps/household-web/build/|${TEST_FILE}`,
      },
      to: {
        path: "^(node:)?crypto$|node_modules/(@noble|@hpke|hpke|@panva|shamir-secret-sharing)/|node_modules/@scure/bip39/",
      },
    },
    {
      name: "no-unseen-imports",
      severity: "error",
      comment: "The rules above see what is imported by name; a module loaded behind their back would escape them.",
      from: { path: "^(apps|packages)/" },
      to: { path: "^(node:)?(module|vm)$" },
    },
    {
      name: "every-import-resolves",
      severity: "error",
      comment:
        "The rules above follow what they can resolve; an import that they cannot follow hides what is behind it.",
      from: { path: "^(apps|packages)/", pathNot: TEST_FILE },
      to: { couldNotResolve: true },
    },
    {
      name: "packages-never-import-apps",
      severity: "error",
      comment: "Imports point down only: a package that knew an app would carry the app's reach to all others.",
      from: { path: "^packages/" },
      to: { path: "^apps/" },
    },
    {
      name: "apps-never-import-apps",
      severity: "error",
      comment:
        "Whoever runs the server is untrusted: hub, server and web meet over the network, never in one process. " +
        "Tests may: the demo camera is the virtual camera that they let misbehave.",
      from: { path: "^apps/([^/]+)/", pathNot: TEST_FILE },
      to: { path: "^apps/([^/]+)/", pathNot: "^apps/$1/" },
    },
    {
      name: "testkit-only-in-tests",
      severity: "error",
      comment: "Only members see: seeded keys and fake clocks never ship.",
      from: { path: "^(apps|packages)/", pathNot: `^packages/testkit/|${TEST_FILE}|${FIXTURE_FILE}` },
      to: { path: "^packages/testkit/" },
    },
    {
      name: "fixtures-only-in-tests",
      severity: "error",
      comment:
        "A fixture stands beside the code for its tests alone, and may reach the testkit: nothing that ships may reach it.",
      from: { path: "^(apps|packages)/", pathNot: `${TEST_FILE}|${FIXTURE_FILE}` },
      to: { path: FIXTURE_FILE },
    },
    {
      name: "forgetful-stores-only-in-tests",
      severity: "error",
      comment:
        "No silent member: a log or a witness that forgets at a restart what it signed can sign a fork, so stores in " +
        "memory never ship.",
      from: {
        path: "^(apps|packages)/",
        pathNot: `^packages/(testkit|transparency/src/memory)/|${TEST_FILE}|${FIXTURE_FILE}`,
      },
      to: { path: "^packages/transparency/src/memory/" },
    },
    {
      name: "no-circular",
      severity: "error",
      comment: "A circle has no bottom layer: none of its files can be understood, or trusted, alone.",
      from: { pathNot: TEST_FILE },
      to: { circular: true, viaOnly: { dependencyTypesNot: ["type-only"] } },
    },
    {
      name: "contract-knows-wire-alone",
      severity: "error",
      comment:
        "Only members see: of the protocol, the HTTP contract and its client need the wire formats, and the log's, alone.",
      from: { path: "^packages/api-(contract|client)/src/", pathNot: TEST_FILE },
      to: { path: "^packages/protocol/src/", pathNot: "^packages/protocol/src/(wire/|log/|errors\\.ts$)" },
    },
    ...Object.entries(LAYERS).map(([room, below]) => ({
      name: `layer-${room}`,
      severity: "error",
      comment: `Imports point down only: packages/${room} may import ${below.join(", ") || "none of ours"}.`,
      from: { path: `^packages/${room}/src/`, pathNot: TEST_FILE },
      to: { path: "^packages/", pathNot: `^packages/(${[room, ...below].join("|")})/` },
    })),
  ],
  options: {
    // Type imports count for the layers: a room that names another's types depends on it.
    tsPreCompilationDeps: true,
    detectProcessBuiltinModuleCalls: true,
    doNotFollow: { path: "node_modules" },
    exclude: { path: "/\\.cache/|/dist/|\\.config\\.ts$" },
    moduleSystems: ["es6"],
    enhancedResolveOptions: {
      exportsFields: ["exports"],
      // Both backends of crypto are followed: Node's by this list, the web's by its own file in packages/.
      conditionNames: ["node", "import", "types", "default"],
      extensions: [".ts", ".tsx", ".d.ts", ".js", ".mjs", ".json"],
    },
  },
};
