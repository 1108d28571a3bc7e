// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file Hands a file to the browser's own download, without any server seeing it. */

export function saveFile(content: Blob, name: string): void {
  const address = URL.createObjectURL(content);
  const link = document.createElement("a");
  link.href = address;
  link.download = name;
  link.click();
  // The download reads the address after this turn; a minute is ample and frees the memory.
  setTimeout(() => URL.revokeObjectURL(address), 60_000);
}

/** A name that every file system takes: "front-door-2026-11-24-14-32". */
export function fileNameOf(...parts: readonly string[]): string {
  return parts
    .join("-")
    .normalize("NFKD")
    .replaceAll(/[^\p{L}\p{N}]+/gu, "-")
    .replaceAll(/^-+|-+$/g, "")
    .toLowerCase();
}
