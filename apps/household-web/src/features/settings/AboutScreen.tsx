// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file What Nightlatch promises and what it can't do, in a household's words. Kept in step with docs/threat-model.md. */
import { IconAlertCircle, IconCircleCheck } from "@tabler/icons-react";
import type { ReactElement } from "react";
import { PageHeader } from "@nightlatch/ui-kit/PageHeader";
import { LogBadge } from "../history/LogBadge.tsx";
import { ReleaseNote } from "./ReleaseNote.tsx";
import "./settings.css";

export function AboutScreen(): ReactElement {
  return (
    <div className="narrow">
      <PageHeader title="What we promise, and the limits" back={{ to: "/settings", label: "Settings" }} />
      <section className="section" aria-label="How well it is checked">
        <LogBadge />
        <ReleaseNote />
      </section>
      <section className="card promises" aria-labelledby="promises">
        <h2 id="promises">We promise</h2>
        <dl>
          {PROMISES.map(({ title, words }) => (
            <div key={title} className="promise-kept">
              <dt>
                <IconCircleCheck size={20} aria-hidden="true" />
                {title}
              </dt>
              <dd>{words}</dd>
            </div>
          ))}
        </dl>
      </section>
      <section className="card promises" aria-labelledby="limits">
        <h2 id="limits">The limits</h2>
        <dl>
          {LIMITS.map(({ title, words }) => (
            <div key={title} className="promise-limit">
              <dt>
                <IconAlertCircle size={20} aria-hidden="true" />
                {title}
              </dt>
              <dd>{words}</dd>
            </div>
          ))}
        </dl>
      </section>
    </div>
  );
}

const PROMISES = [
  {
    title: "Only your household can watch",
    words:
      "Pictures, sound, camera names and room names are sealed at home. Whoever runs the server holds boxes without a key.",
  },
  {
    title: "Nobody can look you up",
    words:
      "There is no e-mail address, phone number or password on the server, so there is nothing to search for or to guess.",
  },
  {
    title: "Nobody joins unseen",
    words:
      "Every device checks the signed list of who belongs. A server that adds, hides or swaps someone is caught, and the app stops.",
  },
  {
    title: "Removed means removed",
    words: "A removed device is cut off at once, and everything recorded later is sealed with new keys.",
  },
  {
    title: "A gap is shown as a gap",
    words: "Your hub signs what it records. If something is missing or changed, the timeline says so.",
  },
  {
    title: "“Live” means live",
    words: "The word appears only while your hub proves, every second, that the picture is fresh.",
  },
] as const;

const LIMITS = [
  {
    title: "The server can refuse",
    words: "It can delete or hold back what it stores, and it sees when and how much is sent. It can’t see what.",
  },
  {
    title: "A removed device keeps what it had",
    words: "Recordings that it opened before it was removed may be saved on it.",
  },
  {
    title: "Lost keys are lost",
    words: "Without any of your devices and without the paper key, nobody can open your recordings. We can’t either.",
  },
  {
    title: "A web page comes from a server",
    words:
      "Whoever serves this page could serve a changed one. Run your own server, or use one of someone you trust with that.",
  },
] as const;
