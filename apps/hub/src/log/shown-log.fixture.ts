// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file What a server shows this hub of a LoggedHousehold's log: the truth, until a test bends it. For tests. */
import { encodeBase64url } from "@nightlatch/bytes";
import type { DeviceSession } from "@nightlatch/api-client";
import type { LogAnswer } from "@nightlatch/protocol/log";
import type { LoggedHousehold } from "@nightlatch/testkit";

export class ShownLog {
  /** The household whose log is shown: replace it to show another branch. */
  home: LoggedHousehold;
  answer: (from: number) => Promise<LogAnswer>;

  constructor(home: LoggedHousehold) {
    this.home = home;
    this.answer = (from) => this.home.answer(from);
  }

  get session(): Pick<DeviceSession, "call"> {
    const call = async (route: string, input: Readonly<{ query?: Readonly<{ from?: number }> }>): Promise<unknown> => {
      if (route !== "readLogProof") throw new Error(`nothing is shown of ${route}`);
      return inText(await this.answer(input.query?.from ?? 0));
    };
    return { call } as Pick<DeviceSession, "call">;
  }
}

function inText({ checkpoint, consistency, leaf }: LogAnswer): unknown {
  const shown = leaf && {
    ...leaf,
    leaf: encodeBase64url(leaf.leaf),
    salt: encodeBase64url(leaf.salt),
    inclusion: leaf.inclusion.map(encodeBase64url),
  };
  return {
    checkpoint: encodeBase64url(checkpoint),
    consistency: consistency.map(encodeBase64url),
    ...(shown === undefined ? {} : { leaf: shown }),
  };
}
