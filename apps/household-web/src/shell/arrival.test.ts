// SPDX-License-Identifier: AGPL-3.0-or-later
import { describe, expect, it } from "vitest";
import { findHubSecret, readArrival } from "./arrival.ts";

describe("the link that opened the app", () => {
  it("is a hub's when it says hub=", () => {
    expect(readArrival({ pathname: "/", hash: "#hub=ab_-9" })).toEqual({ kind: "hub", secret: "ab_-9" });
  });
  it("is an invitation only at /join", () => {
    expect(readArrival({ pathname: "/join", hash: "#s3cret" })).toEqual({ kind: "invitation", link: "s3cret" });
    expect(readArrival({ pathname: "/cameras", hash: "#s3cret" })).toEqual({ kind: "plain" });
  });
  it.each(["", "#", "#hub=", "#hub=a b", "#hub=<script>", "#nohub=abc"])("is none when it ends in %j", (hash) => {
    expect(readArrival({ pathname: "/", hash })).toEqual({ kind: "plain" });
  });
});

describe("a pasted hub link", () => {
  it("may be whole or only its end", () => {
    expect(findHubSecret(" http://127.0.0.1:8420/#hub=abc ")).toBe("abc");
    expect(findHubSecret("hub=abc")).toBe("abc");
  });
  it("is refused when it is another link", () => {
    expect(findHubSecret("http://127.0.0.1:8420/join#abc")).toBeUndefined();
  });
});
