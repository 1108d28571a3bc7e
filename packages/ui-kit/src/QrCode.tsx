// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file A QR code, drawn here: its content is a secret and goes to no service. Dark on light in both schemes, or phones don't read it. */
import { useMemo, type ReactElement } from "react";
import { encode } from "uqr";
import "./qr-code.css";

export function QrCode({ content, label }: Readonly<{ content: string; label: string }>): ReactElement {
  const { size, path } = useMemo(() => drawing(content), [content]);
  return (
    <svg className="qr-code" viewBox={`0 0 ${size} ${size}`} role="img" aria-label={label} shapeRendering="crispEdges">
      <path d={path} fill="#0f1b2d" />
    </svg>
  );
}

function drawing(content: string): Readonly<{ size: number; path: string }> {
  const { data, size } = encode(content, { ecc: "M", border: 2 });
  const squares = data.flatMap((row, y) => row.map((isDark, x) => (isDark ? `M${x} ${y}h1v1h-1z` : "")));
  return { size, path: squares.join("") };
}
