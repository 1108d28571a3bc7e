// SPDX-License-Identifier: AGPL-3.0-or-later
import { hasCode } from "@nightlatch/errors";
import { describe, expect, it } from "vitest";
import { createDecoder } from "../../decoder/decoder-client.ts";
import { systemClock } from "../../ports/clock.ts";
import { openCamera } from "../open-camera.ts";

describe("a USB camera", () => {
  it.each([
    ["/dev/../etc/passwd", "camera.bad_address"],
    ["http://evil/", "camera.bad_address"],
    ["/dev/sda", "camera.bad_address"],
    ["testsrc", "camera.bad_address"],
    ["/dev/video250", "camera.usb_failed"],
  ])("at %s is refused: %s", async (device, code) => {
    await using decoder = createDecoder({ clock: systemClock });
    const events = openCamera(
      { kind: "usb", device },
      { clock: systemClock, signal: new AbortController().signal, decoder },
    );
    await expect(events.next()).rejects.toSatisfy((error) => hasCode(error, code));
  });

  it("needs a decoder", async () => {
    const source = { kind: "usb", device: "/dev/video0" } as const;
    const events = openCamera(source, { clock: systemClock, signal: new AbortController().signal });
    await expect(events.next()).rejects.toSatisfy((error) => hasCode(error, "camera.usb_failed"));
  });
});
