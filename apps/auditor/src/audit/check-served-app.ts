// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file Fetches every file of the app as a browser would, and names each that is not the logged release's. */
import { concatBytes } from "@nightlatch/bytes";
import { ClientError, type FetchLike } from "@nightlatch/api-client";
import { checkFiles, releaseEvidence } from "@nightlatch/protocol/log";
import { decodeRelease, releaseFileOf, type ReleaseFile } from "@nightlatch/protocol/wire";
import type { AuditedLog, ProvenRelease } from "./check-releases.ts";
import type { Finding } from "./finding.ts";

/** What a browser gets for the address alone. */
const PAGE = "index.html";
/** Larger than any file of an app; a server that sends more is not waited for. */
const MAX_FILE_BYTES = 32 * 1024 * 1024;

/** @throws client.unreachable */
export async function checkServedApp(log: AuditedLog, release: ProvenRelease): Promise<readonly Finding[]> {
  const { files } = decodeRelease(release.manifest);
  const findings: Finding[] = [];
  for (const file of files) {
    findings.push(...(await checkFile(log, release, file, addressOf(file.path))));
    if (file.path === PAGE) findings.push(...(await checkFile(log, release, file, "/")));
  }
  return findings;
}

async function checkFile(
  { origin, fetch, policyText, nowMs }: AuditedLog,
  { manifest, laneKey, proof }: ProvenRelease,
  file: ReleaseFile,
  address: string,
): Promise<readonly Finding[]> {
  const served = await findServed(origin + address, fetch);
  const { version, atMs } = decodeRelease(manifest);
  const shown = served === undefined ? [] : [releaseFileOf(file.path, served)];
  return checkFiles({ version, atMs, files: [file] }, shown).map(({ path, code }) => ({
    code,
    sentence: `The server serves ${address} otherwise than release ${version} in the log has it.`,
    subject: address,
    evidence: releaseEvidence({
      code,
      atMs: nowMs,
      policy: policyText,
      laneKey,
      manifest,
      proof,
      path,
      ...(served === undefined ? {} : { served }),
    }),
  }));
}

function addressOf(path: string): string {
  return `/${path.split("/").map(encodeURIComponent).join("/")}`;
}

async function findServed(url: string, fetch: FetchLike): Promise<Uint8Array | undefined> {
  try {
    const answer = await fetch(url, { headers: { accept: "text/html, */*" }, redirect: "error", cache: "no-store" });
    if (answer.status === 404) return undefined;
    if (!answer.ok || answer.body === null) throw new Error(`status ${String(answer.status)}`);
    return await readBounded(answer.body);
  } catch (cause) {
    throw new ClientError("client.unreachable", `${url} was not served`, { cause, advice: "Try again later." });
  }
}

async function readBounded(body: ReadableStream<Uint8Array>): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  let sizeBytes = 0;
  const reader = body.getReader();
  while (sizeBytes <= MAX_FILE_BYTES) {
    const { done, value } = await reader.read();
    if (done) return concatBytes(...chunks);
    sizeBytes += value.length;
    chunks.push(value);
  }
  // Larger than anything that was logged: what came so far differs already.
  await reader.cancel();
  return concatBytes(...chunks);
}
