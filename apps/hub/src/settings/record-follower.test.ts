// SPDX-License-Identifier: AGPL-3.0-or-later
import { encodeBase64url } from "@nightlatch/bytes";
import { beforeEach, describe, expect, it } from "vitest";
import { RecordFollower, type RecordFollowerDeps } from "./record-follower.ts";

let asked: number[];
let taken: Uint8Array[];
let answers: { records: readonly string[]; cursor: number }[];
let follower: RecordFollower;
const record = Uint8Array.of(1, 2, 3);

beforeEach(() => {
  [asked, taken, answers] = [[], [], []];
  follower = openFollower();
});

describe("RecordFollower", () => {
  it("goes on from where it was", async () => {
    answers = [page(4), { records: [], cursor: 4 }];
    await follower.follow();
    await follower.follow();
    expect(asked).toEqual([0, 4, 4]);
    expect(taken).toEqual([record]);
  });

  it("believes no cursor that comes without records", async () => {
    answers = [{ records: [], cursor: Number.MAX_SAFE_INTEGER }];
    await follower.follow();
    await follower.follow();
    expect(asked).toEqual([0, 0]);
  });

  it("goes not back, and asks not for ever, when the cursor does not rise", async () => {
    answers = [page(4), page(4), page(2)];
    await follower.follow();
    await follower.follow();
    expect(asked).toEqual([0, 4, 4]);
  });

  it("begins anew at each start, whatever it was told before", async () => {
    answers = [page(Number.MAX_SAFE_INTEGER)];
    await follower.follow();
    answers = [page(4)];
    await openFollower().follow();
    expect(asked.slice(2)).toEqual([0, 4]);
    expect(taken).toHaveLength(2);
  });
});

function openFollower(): RecordFollower {
  const call = (_name: string, { query }: { query: { after: number } }) => {
    asked.push(query.after);
    return Promise.resolve(answers.shift() ?? { records: [], cursor: query.after });
  };
  const takeIn = (bytes: Uint8Array) => Promise.resolve(taken.push(bytes) > 0);
  return new RecordFollower({
    session: { call: call as unknown as RecordFollowerDeps["session"]["call"] },
    words: { takeIn },
  });
}

function page(cursor: number) {
  return { records: [encodeBase64url(record)], cursor };
}
