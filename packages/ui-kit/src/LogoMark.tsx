// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file The mark: a crescent moon that is the plate of a latch, with its keyhole. The same drawing as icon.svg. */
import type { ReactElement } from "react";

export function LogoMark({ size = 32 }: Readonly<{ size?: number }>): ReactElement {
  return (
    <svg width={size} height={size} viewBox="0 0 64 64" aria-hidden="true" focusable="false">
      <path d={CRESCENT} fill="var(--nl-brass)" />
      <path d={KEYHOLE} fill="currentColor" />
    </svg>
  );
}

/** A disc of 26 around (31, 33) with a disc of 19 around (38, 27) taken away. */
const CRESCENT = "M35.6 7.4A26 26 0 1 0 56.9 30.9A19 19 0 1 1 35.6 7.4Z";
const KEYHOLE =
  "M38 17.5a6.6 6.6 0 0 1 3.5 12.2l2.3 8.6a1.4 1.4 0 0 1-1.35 1.7h-8.9a1.4 1.4 0 0 1-1.35-1.7l2.3-8.6A6.6 6.6 0 0 1 38 17.5Z";
