// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file What the disk says no to, told apart from what the hub did wrong. */

/** The disk is full, over quota, read-only or broken: nothing that the hub did wrong. */
export function isDiskRefusal(error: unknown): boolean {
  return /^(ENOSPC|EDQUOT|EIO|EROFS|EFBIG)$|^SQLITE_(FULL|IOERR)/u.test(codeOf(error));
}

/** The file is not there, or its sectors are gone: asking again would change nothing. */
export function isFileLost(error: unknown): boolean {
  return /^(ENOENT|EIO|EISDIR)$/u.test(codeOf(error));
}

/** Any answer of the operating system about a file. */
export function isFileError(error: unknown): boolean {
  return error instanceof Error && "syscall" in error;
}

function codeOf(error: unknown): string {
  return error instanceof Error && "code" in error && typeof error.code === "string" ? error.code : "";
}
