// SPDX-License-Identifier: AGPL-3.0-or-later
import { hasCode } from "@nightlatch/errors";
import { execFile } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, readFile } from "node:fs/promises";
import net from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import tls from "node:tls";
import { promisify } from "node:util";
import { beforeAll, describe, expect, it } from "vitest";
import { drawFilm } from "../../../../../tests/gstreamer/drawn-film.ts";
import { VirtualCamera } from "../../../../demo-camera/src/index.ts";
import { systemClock } from "../../ports/clock.ts";
import type { SourceEvent } from "../camera-source.ts";
import { openCamera } from "../open-camera.ts";

type Certificate = Readonly<{ cert: string; key: string }>;

let film: string;
let forLocalhost: Certificate;
let forElsewhere: Certificate;

beforeAll(async () => {
  film = await drawFilm({ hasSound: false, durationS: 1 });
  forLocalhost = await makeCertificate("IP:127.0.0.1");
  forElsewhere = await makeCertificate("DNS:elsewhere.invalid");
});

describe("rtsps://", () => {
  it("plays through TLS from a camera whose authority we know", async () => {
    await using camera = await startTlsCamera(forLocalhost);
    expect(await openOnce(camera.url, forLocalhost.cert)).toMatchObject({ kind: "tracks" });
  });

  it("refuses a certificate of an unknown authority", async () => {
    await using camera = await startTlsCamera(forLocalhost);
    await expect(openOnce(camera.url)).rejects.toSatisfy((error) => hasCode(error, "camera.untrusted_certificate"));
  });

  it("refuses a known certificate of another machine", async () => {
    await using camera = await startTlsCamera(forElsewhere);
    const opening = openOnce(camera.url, forElsewhere.cert);
    await expect(opening).rejects.toSatisfy((error) => hasCode(error, "camera.untrusted_certificate"));
  });

  it("refuses a camera that speaks no TLS", async () => {
    await using camera = await VirtualCamera.start({ movie: film });
    const opening = openOnce(camera.url.replace("rtsp:", "rtsps:"));
    await expect(opening).rejects.toSatisfy((error) => hasCode(error, "camera.unreachable"));
  });
});

async function openOnce(url: string, tlsCa?: string): Promise<SourceEvent | undefined> {
  const source = { kind: "rtsp", url, ...(tlsCa === undefined ? {} : { tlsCa }) } as const;
  const deps = { clock: systemClock, signal: new AbortController().signal, timeouts: { connectMs: 1_000 } };
  for await (const event of openCamera(source, deps)) return event;
  return undefined;
}

async function startTlsCamera(certificate: Certificate): Promise<AsyncDisposable & { url: string }> {
  const camera = await VirtualCamera.start({ movie: film });
  const sockets = new Set<net.Socket>();
  const server = tls.createServer(certificate, (outside) => {
    const inside = net.connect(camera.port, "127.0.0.1");
    for (const socket of [outside, inside]) {
      sockets.add(socket);
      socket.on("error", () => socket.destroy());
    }
    outside.pipe(inside).pipe(outside);
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  const port = typeof address === "object" ? address?.port : undefined;
  return {
    url: `rtsps://127.0.0.1:${String(port)}/front-door`,
    [Symbol.asyncDispose]: async () => {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
      await camera[Symbol.asyncDispose]();
    },
  };
}

async function makeCertificate(name: string): Promise<Certificate> {
  const folder = await mkdtemp(join(tmpdir(), "certificate-"));
  const [keyPath, certPath] = [join(folder, "key.pem"), join(folder, "cert.pem")];
  await promisify(execFile)("openssl", [
    ...["req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "2"],
    ...["-subj", "/CN=camera", "-addext", `subjectAltName=${name}`, "-keyout", keyPath, "-out", certPath],
  ]);
  return { cert: await readFile(certPath, "utf8"), key: await readFile(keyPath, "utf8") };
}
