// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file The six digits that must be the same on both screens, large and spoken one by one. */
import type { ReactElement } from "react";
import "./short-code.css";

export function ShortCode({ code }: Readonly<{ code: string }>): ReactElement {
  return (
    <div className="short-code numbers" role="img" aria-label={`Code ${code.replaceAll(/./g, "$& ").trim()}`}>
      <span aria-hidden="true">{code.slice(0, 3)}</span>
      <span aria-hidden="true">{code.slice(3)}</span>
    </div>
  );
}
