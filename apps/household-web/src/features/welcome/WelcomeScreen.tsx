// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file The first screen of a browser without keys: create, join, or come back with the paper key. */
import { IconChevronRight, IconFileText, IconHomePlus, IconLink, IconLock } from "@tabler/icons-react";
import type { ReactElement } from "react";
import { Link } from "react-router";
import { WelcomeFrame } from "./WelcomeFrame.tsx";

export function WelcomeScreen(): ReactElement {
  return (
    <WelcomeFrame title="Home cameras that only your household can watch" isFirst>
      <p className="dim">
        Pictures are sealed at home before they leave it. The keys live on your own devices. No account, no e-mail, no
        password.
      </p>
      <ul className="welcome-choices">
        {CHOICES.map(({ to, title, words, Icon }, index) => (
          <li key={to}>
            <Link to={to} className={index === 0 ? "welcome-choice welcome-choice-first" : "welcome-choice"}>
              <span className="welcome-choice-icon">
                <Icon size={24} stroke={1.7} aria-hidden="true" />
              </span>
              <span className="welcome-choice-words">
                <strong>{title}</strong>
                <span>{words}</span>
              </span>
              <IconChevronRight size={20} aria-hidden="true" />
            </Link>
          </li>
        ))}
      </ul>
      <p className="welcome-promise">
        <IconLock size={17} aria-hidden="true" />
        <span>Whoever runs the server stores only sealed boxes. They can’t look inside, and can’t be made to.</span>
      </p>
    </WelcomeFrame>
  );
}

const CHOICES = [
  { to: "/welcome/create", title: "Create a household", words: "The first device of your home", Icon: IconHomePlus },
  { to: "/join", title: "Join a household", words: "With a link from home", Icon: IconLink },
  {
    to: "/welcome/recover",
    title: "Use the paper key",
    words: "Its words or two parts, when all devices are lost",
    Icon: IconFileText,
  },
] as const;
