// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file The small print of one key holder: what it can see, until when, since when, last seen. */
import type { ReactElement } from "react";
import { clockTime, dayInside } from "@nightlatch/ui-kit/time-words";
import type { DeviceView } from "../../vault-client/vault-api.ts";
import { useNow } from "@nightlatch/ui-kit/use-now";
import { accessOf, seesWords } from "./access-words.ts";
import { endWords, lastSeenWords, ROLE_WORDS, sinceWords } from "./device-words.ts";
import { useNames } from "./use-names.ts";

export function DeviceNotes({ device }: Readonly<{ device: DeviceView }>): ReactElement {
  const names = useNames();
  const nowMs = useNow(30_000);
  if (device.isRemoved) return <p className="row-note">{endWords(device)}</p>;
  const access = accessOf(device);
  return (
    <>
      <p className="row-note device-sees">
        {access === undefined ? ROLE_WORDS[device.role] : seesWords(access, names)}
      </p>
      <p className="row-note">
        {sinceWords(device)} <span className="row-aside">{lastSeenWords(device, nowMs)}</span>
      </p>
      {device.admission === "waiting" && (
        <p className="row-note">It gets its keys as soon as your hub has seen it in the public log.</p>
      )}
      {device.settlesAtMs !== undefined && device.settlesAtMs > nowMs && (
        <p className="row-note">
          New: until {dayInside(device.settlesAtMs, nowMs)}, {clockTime(device.settlesAtMs)}, another owner has to
          confirm what it changes.
        </p>
      )}
    </>
  );
}
