// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file One case: what was written, and what staff may do about it. */
import { ActionIcon } from "@mantine/core";
import { IconArrowLeft } from "@tabler/icons-react";
import { useEffect, useMemo, useRef, type ReactElement } from "react";
import { Link } from "react-router";
import { createAnswerStore } from "@nightlatch/ui-kit/answer-store";
import { ProblemNote } from "@nightlatch/ui-kit/ProblemNote";
import { clockTime, dayInside } from "@nightlatch/ui-kit/time-words";
import { useAnswer } from "@nightlatch/ui-kit/use-answer";
import { useNow } from "@nightlatch/ui-kit/use-now";
import type { CaseView } from "../../vault-client/vault-api.ts";
import { useVault } from "../../vault-view/vault-view.ts";
import { CaseActs } from "./CaseActs.tsx";
import { MessageItem } from "./MessageItem.tsx";
import "./case-pane.css";

export function CasePane({ id }: Readonly<{ id: string }>): ReactElement {
  const vault = useVault();
  const store = useMemo(() => createAnswerStore(vault, () => vault.readCase(id), ["cases"]), [vault, id]);
  const answer = useAnswer(store);
  if (answer.kind === "waiting") return <div className="case-pane" aria-busy="true" />;
  if (answer.kind === "failed") {
    return (
      <div className="case-pane case-pane-failed">
        <BackToList />
        <ProblemNote problem={answer.problem} />
      </div>
    );
  }
  return <OpenCase view={answer.value} />;
}

function OpenCase({ view }: Readonly<{ view: CaseView }>): ReactElement {
  const { row, messages, problem } = view;
  const nowMs = useNow(15_000);
  const end = useRef<HTMLDivElement>(null);
  useEffect(() => {
    end.current?.scrollIntoView({ block: "nearest" });
  }, [messages.length]);
  return (
    <div className="case-pane">
      <header className="case-pane-head">
        <BackToList />
        <div className="case-pane-words">
          <h2 className="case-pane-title">{row.title}</h2>
          <p className="case-pane-note">
            Opened {dayInside(row.openedAtMs, nowMs)}, {clockTime(row.openedAtMs)} · case{" "}
            <span className="numbers">{row.id.slice(0, 8)}</span>
          </p>
        </div>
      </header>
      <div className="thread" role="log" aria-label="What was written" tabIndex={0}>
        <ol className="thread-messages">
          {messages.map((message) => (
            <MessageItem key={message.n} message={message} messages={messages} nowMs={nowMs} />
          ))}
        </ol>
        <ProblemNote problem={problem} title="The rest of this case can't be trusted" />
        <div ref={end} />
      </div>
      {row.turn === "closed" ? (
        <p className="case-closed">This case is closed. The customer may open a new one.</p>
      ) : (
        <CaseActs key={row.id} view={view} />
      )}
    </div>
  );
}

function BackToList(): ReactElement {
  return (
    <ActionIcon
      className="case-pane-back"
      component={Link}
      to="/cases"
      variant="subtle"
      color="gray"
      size={44}
      radius="xl"
      aria-label="All cases"
    >
      <IconArrowLeft size={22} aria-hidden="true" />
    </ActionIcon>
  );
}
