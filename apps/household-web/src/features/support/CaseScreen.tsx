// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file One conversation with support: what was said, what was asked to be seen, and a code to read out on the phone. */
import { Button, Skeleton, Textarea } from "@mantine/core";
import { useMemo, useState, type ReactElement } from "react";
import { Link, useParams } from "react-router";
import { createAnswerStore } from "@nightlatch/ui-kit/answer-store";
import { PageHeader } from "@nightlatch/ui-kit/PageHeader";
import { ProblemNote } from "@nightlatch/ui-kit/ProblemNote";
import { clockTime, dayName } from "@nightlatch/ui-kit/time-words";
import { useAction } from "@nightlatch/ui-kit/use-action";
import { useAnswer } from "@nightlatch/ui-kit/use-answer";
import { useNow } from "@nightlatch/ui-kit/use-now";
import type { CaseMessageBody, CaseMessageView, CaseThread } from "../../vault-client/vault-api.ts";
import { useVault } from "../../vault-view/vault-view.ts";
import { PURPOSE_WORDS, REQUEST_WORDS, staffWords } from "./access-words.ts";
import { Figures } from "./Figures.tsx";
import "./support.css";

export function CaseScreen(): ReactElement {
  const { case: id = "" } = useParams();
  const vault = useVault();
  const store = useMemo(
    () => createAnswerStore(vault, () => vault.supportThread(id), ["support", "devices", "connection"]),
    [vault, id],
  );
  const thread = useAnswer(store);
  return (
    <div className="narrow">
      <PageHeader
        title={thread.kind === "here" ? thread.value.case.team : "Support"}
        back={{ to: "/help", label: "Help" }}
      />
      {thread.kind === "waiting" && <Skeleton height={200} radius="lg" />}
      {thread.kind === "failed" && <ProblemNote problem={thread.problem} title="This can’t be read now" />}
      {thread.kind === "here" && <Thread thread={thread.value} />}
    </div>
  );
}

function Thread({ thread: { case: about, messages } }: Readonly<{ thread: CaseThread }>): ReactElement {
  return (
    <>
      <ol className="thread" aria-label="Messages">
        {messages.map((message) => (
          <Message key={message.n} id={about.id} message={message} />
        ))}
      </ol>
      {about.isOpen ? <Reply id={about.id} /> : <p className="dim">This conversation is closed.</p>}
    </>
  );
}

function Message({ id, message }: Readonly<{ id: string; message: CaseMessageView }>): ReactElement {
  const nowMs = useNow(60_000);
  const { staff, atMs, body } = message;
  return (
    <li className={staff === undefined ? "card thread-own" : "card"}>
      <p className="dim numbers">
        {staff === undefined ? "You" : staffWords(staff)} · {dayName(atMs, nowMs)}, {clockTime(atMs)}
      </p>
      <Body id={id} body={body} />
    </li>
  );
}

function Body({ id, body }: Readonly<{ id: string; body: CaseMessageBody }>): ReactElement {
  switch (body.kind) {
    case "words":
      return <p className="thread-words">{body.text}</p>;
    case "health":
      return <Figures figures={body.figures} />;
    case "close":
      return <p>Closed.</p>;
    case "answer":
      return <p>{body.isYes ? "You allowed what was asked for." : "You said no. Nothing was shown."}</p>;
    case "unreadable":
      return <ProblemNote problem={body.problem} />;
    case "request": {
      const { n, purpose, words, state } = body.request;
      return (
        <>
          <p>
            <strong>Asks to see something.</strong> {PURPOSE_WORDS[purpose]}
          </p>
          <p className="thread-words">{words}</p>
          <p className="dim">{REQUEST_WORDS[state]}</p>
          {state === "open" && (
            <div>
              <Button component={Link} to={`/help/cases/${id}/requests/${String(n)}`}>
                Look at it
              </Button>
            </div>
          )}
        </>
      );
    }
  }
}

function Reply({ id }: Readonly<{ id: string }>): ReactElement {
  const vault = useVault();
  const [words, setWords] = useState("");
  const [code, setCode] = useState<string>();
  const write = useAction(async () => {
    await vault.writeToSupport({ case: id, words: words.trim() });
    setWords("");
  });
  const close = useAction(() => vault.closeSupportCase(id));
  const ask = useAction(async () => setCode((await vault.supportCode(id)).code));
  return (
    <form
      className="card form"
      onSubmit={(event) => {
        event.preventDefault();
        write.run();
      }}
    >
      <Textarea
        label="Your message"
        autosize
        minRows={2}
        maxLength={2000}
        value={words}
        onChange={(event) => setWords(event.currentTarget.value)}
      />
      <ProblemNote problem={write.problem ?? close.problem ?? ask.problem} title="That did not work" />
      {code !== undefined && (
        <p role="status">
          Read this out on the phone; it works once: <strong className="numbers">{code}</strong>
        </p>
      )}
      <div className="form-actions">
        <Button variant="default" onClick={() => close.run()} loading={close.isBusy}>
          Close the case
        </Button>
        <Button variant="default" onClick={() => ask.run()} loading={ask.isBusy}>
          Code for the phone
        </Button>
        <Button type="submit" loading={write.isBusy} disabled={words.trim() === ""}>
          Send
        </Button>
      </div>
    </form>
  );
}
