// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file Witnesses that the operator names: asked over HTTP as C2SP has it, told to new households, and not waited for. */
import { LOG_POLICY_PATH } from "@nightlatch/api-contract";
import { encodeUtf8 } from "@nightlatch/bytes";
import { noteKeyFromSeed } from "@nightlatch/crypto/note-signature";
import { parsePolicy, requireQuorum } from "@nightlatch/transparency/policy";
import { createEd25519Cosigner, type Cosigner } from "@nightlatch/transparency/signing";
import { createWitness, type Witness } from "@nightlatch/transparency/witness";
import { openWitnessFolder } from "@nightlatch/transparency/witness-folder";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { buffer } from "node:stream/consumers";
import { setTimeout } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { readOrCreateLogKey } from "../../apps/server/src/log/log-key-file.ts";
import { systemRandom } from "@nightlatch/crypto/random";
import { checkpointAt } from "../constellation/log-reader.ts";
import { LoggedHome } from "../constellation/logged-home.ts";
import { startTestServer, type TestServer } from "../constellation/test-server.ts";

/** Someone else's machine: a witness behind HTTP. */
class WitnessHost implements AsyncDisposable {
  readonly cosigner: Cosigner;
  readonly asked: string[] = [];
  witness: Witness | undefined;
  answer: { status: number; body: Uint8Array; headers?: Record<string, string> } | undefined;
  readonly #server: Server;

  private constructor(name: string, server: Server) {
    this.cosigner = createEd25519Cosigner(name, noteKeyFromSeed(systemRandom(32)));
    this.#server = server;
    server.on("request", (request, response) => {
      void buffer(request).then(async (body) => {
        this.asked.push(`${request.method ?? ""} ${request.url ?? ""}`);
        const answer = this.answer ?? (await this.witness?.addCheckpoint(new Uint8Array(body)));
        response.writeHead(answer?.status ?? 503, this.answer?.headers ?? {});
        response.end(answer?.body);
      });
    });
  }

  static async start(name: string): Promise<WitnessHost> {
    const server = createServer();
    const host = new WitnessHost(name, server);
    server.listen(0, "127.0.0.1");
    await once(server, "listening");
    return host;
  }

  /** As it stands in NIGHTLATCH_WITNESSES. */
  get line(): string {
    const { port } = this.#server.address() as AddressInfo;
    return `witness ${this.cosigner.key.name} ${this.cosigner.vkey} http://127.0.0.1:${String(port)}/witness`;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#server.closeAllConnections();
    this.#server.close();
    await once(this.#server, "close");
  }
}

let folder: string;
let hosts: readonly WitnessHost[];
let running: TestServer;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "nightlatch-witnesses-"));
  hosts = [
    await WitnessHost.start("one.example"),
    await WitnessHost.start("two.example"),
    await WitnessHost.start("bad.example"),
  ];
  const [one, two, bad] = hosts;
  const dataDir = join(folder, "server");
  // The log's key is made at the first start; then the witnesses are told of it.
  await (await startTestServer({ dataDir })).server.close();
  const signer = await readOrCreateLogKey(join(dataDir, "log.key"), undefined, false, systemRandom);
  for (const host of [one, two]) {
    if (host === undefined) continue;
    const { cosigner } = host;
    const store = await openWitnessFolder(join(folder, cosigner.key.name));
    const logs = [{ origin: signer.key.name, keys: [signer.key] }];
    host.witness = createWitness({ logs, cosigners: [cosigner], store, nowMs: () => Date.now() });
  }
  if (bad !== undefined) bad.answer = { status: 200, body: encodeUtf8("— bad.example AAAAAAAA\n") };
  running = await startTestServer({ dataDir, witnesses: hosts.map(({ line }) => line).join("\n") });
});

afterAll(async () => {
  await running[Symbol.asyncDispose]();
  for (const host of hosts) await host[Symbol.asyncDispose]();
  await rm(folder, { recursive: true });
});

describe("the witnesses that the operator names", () => {
  it("stand in the policy that a new household is offered, with a majority as quorum", async () => {
    const policy = parsePolicy(await (await fetch(running.server.url + LOG_POLICY_PATH)).text());
    expect(policy.witnesses.map(({ name }) => name)).toEqual(["one.example", "two.example", "bad.example"]);
    expect(policy.groups).toEqual([
      { name: "majority", threshold: 2, members: ["one.example", "two.example", "bad.example"] },
    ]);
    expect(policy.quorum).toBe("majority");
  });

  it("cosign each new checkpoint, which everyone may read with their lines, and a household is proved by", async () => {
    const home = await LoggedHome.found(running.http, running.server.url, "outside witnesses");
    await home.untilLogged();
    const { bytes } = await checkpointAt(running.server.url);
    const { cosigned } = requireQuorum(parsePolicy(home.state.policy), bytes);
    expect(cosigned.map(({ name }) => name)).toEqual(["one.example", "two.example"]);
    expect(await home.follow(undefined, Date.now())).toMatchObject({
      kind: "followed",
      isFresh: true,
      view: { provedSeq: 0, cosignedBy: ["one.example", "two.example"] },
    });
    expect(new Set(hosts[0]?.asked)).toEqual(new Set(["POST /witness/add-checkpoint"]));
    const metrics = await (await fetch(`${running.server.url}/metrics`)).text();
    expect(metrics).toMatch(/^nightlatch_log_cosignature_age_seconds\{kind="witness"\} /mu);
  });

  it("are asked again when they are back, without waiting for the next leaf", async () => {
    await using host = await WitnessHost.start("away.example");
    const dataDir = join(folder, "away");
    await (await startTestServer({ dataDir })).server.close();
    const signer = await readOrCreateLogKey(join(dataDir, "log.key"), undefined, false, systemRandom);
    await using server = await startTestServer({ dataDir, witnesses: host.line });
    while (host.asked.length < 1) await setTimeout(20);
    const logs = [{ origin: signer.key.name, keys: [signer.key] }];
    const store = await openWitnessFolder(join(folder, "away.example"));
    host.witness = createWitness({ logs, cosigners: [host.cosigner], store, nowMs: () => Date.now() });
    const names = async () => (await checkpointAt(server.server.url)).note.signatures.map(({ name }) => name);
    while (!(await names()).includes("away.example")) await setTimeout(50);
  });

  it.each<[string, NonNullable<WitnessHost["answer"]>]>([
    ["fails", { status: 500, body: encodeUtf8("broken") }],
    ["redirects", { status: 307, body: encodeUtf8(""), headers: { location: "/elsewhere" } }],
    ["never stops talking", { status: 200, body: new Uint8Array(10_000_000) }],
    ["answers without a signature", { status: 200, body: encodeUtf8("fine\n") }],
    ["claims to have seen a larger log", { status: 409, body: encodeUtf8("99999\n") }],
    ["signs in its own name with nothing", { status: 200, body: encodeUtf8("— odd.example AAAAAAAAAAAAAAAA\n") }],
  ])("keep nobody from reading the log, when one %s", async (_name, answer) => {
    await using host = await WitnessHost.start("odd.example");
    host.answer = answer;
    await using server = await startTestServer({ witnesses: host.line });
    const home = await LoggedHome.found(server.http, server.server.url, "an odd witness");
    await home.untilLogged();
    // The round that shows the leaf has ended, so the witness had its say.
    expect(host.asked.length).toBeGreaterThan(0);
    const { note } = await checkpointAt(server.server.url);
    expect(note.signatures.map(({ name }) => name)).not.toContain("odd.example");
    expect(await home.follow(undefined)).toMatchObject({ kind: "followed", problem: "transparency.no_quorum" });
    expect(host.asked.join()).not.toContain("elsewhere");
  });

  it.each([
    ["no lines of a policy", "witnesses: one"],
    ["a key that is none", "witness one.example one.example+00000000+AAAA http://127.0.0.1:1/"],
    ["a quorum that nobody defines", "quorum nobody"],
  ])("keep the server from starting with %s", async (_name, witnesses) => {
    const starting = startTestServer({ witnesses });
    await expect(starting).rejects.toMatchObject({ code: "config.invalid" });
  });
});
