// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file What the screens before the console share: the promise on one side, the sheet on the other. */
import { IconBroadcast, IconLock, IconSignature } from "@tabler/icons-react";
import type { ReactElement, ReactNode } from "react";
import { LogoMark } from "@nightlatch/ui-kit/LogoMark";
import "./start.css";

export function StartFrame({ title, children }: Readonly<{ title: string; children: ReactNode }>): ReactElement {
  return (
    <div className="start">
      <title>{`${title} · Nightlatch staff`}</title>
      <aside className="start-promise">
        <div className="start-brand">
          <LogoMark size={36} />
          <span>
            Nightlatch <em>staff</em>
          </span>
        </div>
        <ul className="start-points">
          {POINTS.map(({ Icon, title: point, words }) => (
            <li key={point}>
              <Icon size={26} stroke={1.6} aria-hidden="true" />
              <div>
                <p className="start-point-title">{point}</p>
                <p>{words}</p>
              </div>
            </li>
          ))}
        </ul>
      </aside>
      <main className="start-sheet">
        <div className="start-body">
          <h1 className="start-title">{title}</h1>
          {children}
        </div>
      </main>
    </div>
  );
}

const POINTS = [
  {
    Icon: IconSignature,
    title: "The household signs",
    words: "You see what one household granted to your key, for the purpose and the minutes that it agreed to.",
  },
  {
    Icon: IconBroadcast,
    title: "Each access is public",
    words: "What you accept is counted in a log that anyone can read, under your key.",
  },
  {
    Icon: IconLock,
    title: "Nothing is kept",
    words: "No download, no search for people, no list of cameras. The picture carries your id.",
  },
] as const;
