// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file What all welcome screens share: the picture of the house, and the sheet beside it. */
import type { ReactElement, ReactNode } from "react";
import { Link } from "react-router";
import { LogoMark } from "@nightlatch/ui-kit/LogoMark";
import { NightScene } from "../../design/NightScene.tsx";
import "./welcome.css";

export type WelcomeFrameProps = Readonly<{
  title: string;
  /** "Step 2 of 3" */
  step?: string;
  backTo?: string;
  isWide?: boolean;
  /** Shows the picture on a phone too: only where the screen has room. */
  isFirst?: boolean;
  children: ReactNode;
}>;

export function WelcomeFrame({ title, step, backTo, isWide, isFirst, children }: WelcomeFrameProps): ReactElement {
  return (
    <div className={isFirst === true ? "welcome welcome-first" : "welcome"}>
      <title>{`${title} · Nightlatch`}</title>
      <div className="welcome-picture">
        <NightScene />
      </div>
      <main className="welcome-sheet">
        <div className={isWide === true ? "welcome-body welcome-body-wide" : "welcome-body"}>
          <div className="welcome-brand">
            <LogoMark size={30} />
            <span>Nightlatch</span>
          </div>
          {step !== undefined && <p className="welcome-step">{step}</p>}
          <h1 className="welcome-title">{title}</h1>
          {children}
          {backTo !== undefined && (
            <Link to={backTo} className="welcome-back">
              Back
            </Link>
          )}
        </div>
      </main>
    </div>
  );
}
