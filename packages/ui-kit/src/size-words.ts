// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file Sizes of files and stores as people read them: decimal units, two figures that matter. */

export function sizeWords(sizeBytes: number): string {
  if (sizeBytes < 1000) return `${Math.round(sizeBytes)} B`;
  const step = UNITS.find(({ bytes }) => sizeBytes < bytes * 1000) ?? LARGEST;
  const value = sizeBytes / step.bytes;
  return `${value < 10 ? Math.round(value * 10) / 10 : Math.round(value)} ${step.name}`;
}

const LARGEST = { bytes: 1e12, name: "TB" };
const UNITS = [{ bytes: 1e3, name: "kB" }, { bytes: 1e6, name: "MB" }, { bytes: 1e9, name: "GB" }, LARGEST] as const;
