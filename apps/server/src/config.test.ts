// SPDX-License-Identifier: AGPL-3.0-or-later
import { describe, expect, it } from "vitest";
import { readConfig } from "./config.ts";

describe("the configuration", () => {
  it("works without any variable, on loopback only", () => {
    const config = readConfig({});
    expect(config).toMatchObject({ host: "127.0.0.1", port: 8420, quotaBytes: 0, logLevel: "info" });
    expect(config).not.toHaveProperty("tls");
    expect(config).not.toHaveProperty("webRoot");
    expect(config).not.toHaveProperty("operator");
    expect(Object.isFrozen(config)).toBe(true);
  });

  it("reads whole numbers", () => {
    expect(readConfig({ NIGHTLATCH_PORT: "0", NIGHTLATCH_QUOTA_BYTES: "5000000000" })).toMatchObject({
      port: 0,
      quotaBytes: 5_000_000_000,
    });
  });

  it.each([
    ["NIGHTLATCH_PORT", ""],
    ["NIGHTLATCH_PORT", " "],
    ["NIGHTLATCH_PORT", "-1"],
    ["NIGHTLATCH_PORT", "65536"],
    ["NIGHTLATCH_PORT", "0x10"],
    ["NIGHTLATCH_PORT", "80.5"],
    ["NIGHTLATCH_QUOTA_BYTES", "1e3"],
    ["NIGHTLATCH_QUOTA_BYTES", "99999999999999999999"],
    ["NIGHTLATCH_DEVICE_RPM", "0"],
    ["NIGHTLATCH_DATA", ""],
    ["NIGHTLATCH_HOST", ""],
    ["NIGHTLATCH_LOG", "trace"],
  ])("refuses %s=%j, and names it", (name, value) => {
    expect(() => readConfig({ [name]: value })).toThrow(
      expect.objectContaining({ code: "config.invalid", advice: expect.stringContaining(name) as string }),
    );
  });

  it("gives the staff a port and an origin of their own", () => {
    expect(readConfig({ NIGHTLATCH_STAFF_PORT: "8421" }).operator).toEqual({
      port: 8421,
      origin: "http://localhost:8421",
    });
    const named = { NIGHTLATCH_STAFF_PORT: "8421", NIGHTLATCH_STAFF_ORIGIN: "https://desk.example.org/" };
    expect(readConfig(named).operator?.origin).toBe("https://desk.example.org");
  });

  it.each([
    ["NIGHTLATCH_STAFF_PORT", "0"],
    ["NIGHTLATCH_STAFF_ORIGIN", "desk.example.org"],
    ["NIGHTLATCH_STAFF_ORIGIN", "ftp://desk.example.org"],
  ])("refuses %s=%j for the staff", (name, value) => {
    const variables = { NIGHTLATCH_STAFF_PORT: "8421", [name]: value };
    expect(() => readConfig(variables)).toThrow(expect.objectContaining({ code: "config.invalid" }));
  });

  it.each(["NIGHTLATCH_STAFF_ORIGIN", "NIGHTLATCH_STAFF_WEB_ROOT"])("refuses %s without a port for staff", (name) => {
    const variables = { [name]: "https://desk.example.org" };
    expect(() => readConfig(variables)).toThrow(expect.objectContaining({ code: "config.invalid" }));
  });

  it.each(["NIGHTLATCH_TLS_CERT", "NIGHTLATCH_TLS_KEY"])("refuses %s without its other half", (name) => {
    expect(() => readConfig({ [name]: "x.pem" })).toThrow(expect.objectContaining({ code: "config.invalid" }));
  });
});
