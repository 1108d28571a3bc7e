// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file A page that stands alone because nothing else can be shown. */
import type { ReactElement, ReactNode } from "react";
import { LogoMark } from "./LogoMark.tsx";
import "./full-stop.css";

export function FullStop({ title, children }: Readonly<{ title: string; children: ReactNode }>): ReactElement {
  return (
    <main className="full-stop">
      <title>{`${title} · Nightlatch`}</title>
      <div className="card full-stop-card">
        <LogoMark size={44} />
        <h1>{title}</h1>
        {children}
      </div>
    </main>
  );
}
