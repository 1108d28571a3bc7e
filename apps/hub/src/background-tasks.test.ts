// SPDX-License-Identifier: AGPL-3.0-or-later
import { describe, expect, it } from "vitest";
import { BackgroundTasks } from "./background-tasks.ts";
import { createLog } from "./observability/logger.ts";
import { systemClock } from "./ports/clock.ts";

const refusal = Object.assign(new Error("no space left on device"), { code: "ENOSPC" });

describe("a hub's loop", () => {
  it("goes on after the disk refused a write", async () => {
    const tasks = new BackgroundTasks({
      clock: { ...systemClock, sleep: () => Promise.resolve() },
      log: createLog("silent"),
    });
    let rounds = 0;
    await new Promise<void>((resolve) => {
      tasks.keep(() => {
        rounds += 1;
        if (rounds < 3) return Promise.reject(refusal);
        resolve();
        return new Promise<void>((end) => {
          tasks.signal.addEventListener("abort", () => {
            end();
          });
        });
      });
    });
    await tasks.stop();
    expect(rounds).toBe(3);
  });

  it("ends the hub by any other error", async () => {
    const tasks = new BackgroundTasks({ clock: systemClock, log: createLog("silent") });
    tasks.keep(() => Promise.reject(new TypeError("a bug")));
    await expect(tasks.failure).rejects.toThrow(TypeError);
  });
});

describe("a hub's errand", () => {
  it("is left undone when the disk refuses it, and the hub lives", async () => {
    const tasks = new BackgroundTasks({ clock: systemClock, log: createLog("silent") });
    tasks.start(() => Promise.reject(refusal));
    await tasks.stop();
    await expect(Promise.race([tasks.failure, Promise.resolve("alive")])).resolves.toBe("alive");
  });

  it("ends the hub by any other error", async () => {
    const tasks = new BackgroundTasks({ clock: systemClock, log: createLog("silent") });
    tasks.start(() => Promise.reject(new TypeError("a bug")));
    await expect(tasks.failure).rejects.toThrow(TypeError);
  });
});
