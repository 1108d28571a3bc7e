// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file Whether the files that this device was served are those of the logged release (protocol §13.5). */
import { equalBytes } from "@nightlatch/bytes";
import type { Release, ReleaseFile } from "../wire/index.ts";

export type FileDifference = Readonly<{
  path: string;
  code:
    | "release.file_differs" // other content than the release names
    | "release.file_missing" // the release names it, the server does not have it
    | "release.file_extra"; // the server has it, the release does not name it
}>;

/** All differences, in the order of the paths; none when what was served is the release. */
export function checkFiles(release: Release, served: readonly ReleaseFile[]): readonly FileDifference[] {
  const named = new Map(release.files.map((file) => [file.path, file]));
  const shown = new Map(served.map((file) => [file.path, file]));
  return [...new Set([...named.keys(), ...shown.keys()])].sort().flatMap((path) => {
    const code = differenceOf(named.get(path), shown.get(path));
    return code === undefined ? [] : [{ path, code }];
  });
}

export function differenceOf(
  named: ReleaseFile | undefined,
  served: ReleaseFile | undefined,
): FileDifference["code"] | undefined {
  if (named === undefined) return "release.file_extra";
  if (served === undefined) return "release.file_missing";
  const isSame = named.sizeBytes === served.sizeBytes && equalBytes(named.hash, served.hash);
  return isSame ? undefined : "release.file_differs";
}
