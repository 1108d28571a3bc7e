// SPDX-License-Identifier: AGPL-3.0-or-later
/**
 * @file A log's writer as a process that dies: node log-writer-process.ts FOLDER STEP before|after BATCHES LEAVES.
 * It kills itself at that step of its store's (0: never), and says on its output what it signed and what it answered.
 */
import { argv, exit, kill, pid, stdout } from "node:process";
import { noteKeyFromSeed } from "@nightlatch/crypto/note-signature";
import { openSequencer, type LogStore } from "@nightlatch/transparency/log";
import { openLogFolder } from "@nightlatch/transparency/log-folder";
import { createLogSigner } from "@nightlatch/transparency/signing";

const [folder = "", fatalStep = "0", when = "", batches = "1", leaves = "1"] = argv.slice(2);
const ORIGIN = "log.example/crash";

const signer = createLogSigner(ORIGIN, noteKeyFromSeed(new Uint8Array(32).fill(5)));
const store = mortal(await openLogFolder(folder, { create: true }));
const sequencer = await openSequencer({ store, origin: ORIGIN, signers: [signer] });
for (let batch = 0; batch < Number(batches); batch += 1) {
  await Promise.all(
    Array.from({ length: Number(leaves) }, async (_, i) => {
      const text = `${String(pid)}/${String(batch)}/${String(i)}`;
      const index = await sequencer.append(new TextEncoder().encode(text));
      say({ answered: index, text });
    }),
  );
}
await sequencer.close();
exit(0);

/** Counts what the sequencer asks of its store, reads left out. */
function mortal(inner: LogStore): LogStore {
  let step = 0;
  const dyingAt = async <T>(work: () => Promise<T>): Promise<T> => {
    step += 1;
    const isFatal = step === Number(fatalStep);
    if (isFatal && when === "before") kill(pid, "SIGKILL");
    const result = await work();
    if (isFatal) kill(pid, "SIGKILL");
    return result;
  };
  return {
    read: (path) => inner.read(path),
    readHead: () => inner.readHead(),
    put: (objects) => dyingAt(() => inner.put(objects)),
    remove: (prefix) => dyingAt(() => inner.remove(prefix)),
    swapHead: (from, to) => dyingAt(() => inner.swapHead(from, to)),
    publish: (size, checkpoint) => {
      // From here on the signature may be anywhere.
      say({ signed: new TextDecoder().decode(checkpoint) });
      return dyingAt(() => inner.publish(size, checkpoint));
    },
  };
}

/** Synchronous on a pipe: a line that waits in the process would die with it. */
function say(line: object): void {
  stdout.write(`${JSON.stringify(line)}\n`);
}
