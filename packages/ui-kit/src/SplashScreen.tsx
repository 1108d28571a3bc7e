// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file The moment while an app opens its store of keys. */
import type { ReactElement } from "react";
import { LogoMark } from "./LogoMark.tsx";
import "./full-stop.css";

export function SplashScreen(): ReactElement {
  return (
    <main className="full-stop" aria-busy="true">
      <div className="splash">
        <LogoMark size={72} />
        <p className="spoken-only" role="status">
          Opening Nightlatch
        </p>
      </div>
    </main>
  );
}
