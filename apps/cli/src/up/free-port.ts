// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file Finds out early, and in plain words, that the port is taken. */
import { once } from "node:events";
import { createServer } from "node:net";
import { CliError } from "../errors.ts";

/** @throws cli.port_in_use */
export async function assertPortIsFree(port: number): Promise<void> {
  const probe = createServer();
  try {
    probe.listen(port, "127.0.0.1");
    await once(probe, "listening");
  } catch (cause) {
    throw new CliError("cli.port_in_use", `Port ${String(port)} is in use by another program`, {
      cause,
      advice: `If Nightlatch is running already, open http://localhost:${String(port)}/. Else choose another port: nightlatch up --port ${String(port === 65_535 ? 8420 : port + 1)}`,
    });
  }
  probe.close();
  await once(probe, "close");
}
