// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file One message of a case. */
import type { ReactElement } from "react";
import { clockTime, dayInside } from "@nightlatch/ui-kit/time-words";
import type { MessageView } from "../../vault-client/vault-api.ts";
import { RequestCard } from "./RequestCard.tsx";

export type MessageItemProps = Readonly<{ message: MessageView; messages: readonly MessageView[]; nowMs: number }>;

export function MessageItem({ message, messages, nowMs }: MessageItemProps): ReactElement {
  const time = `${dayInside(message.atMs, nowMs)}, ${clockTime(message.atMs)}`;
  const author = message.staffName ?? "Customer";
  const isStaff = message.staffName !== undefined;
  if (message.body.kind === "answer" || message.body.kind === "close") {
    return (
      <li className="message-event">
        {eventWords(message)} · <time className="numbers">{time}</time>
      </li>
    );
  }
  return (
    <li className={isStaff ? "message message-staff" : "message"}>
      <p className="message-head">
        <strong>{message.isMine ? `${author} (you)` : author}</strong> <time className="numbers">{time}</time>
      </p>
      <MessageBodyWords message={message} messages={messages} nowMs={nowMs} />
    </li>
  );
}

function MessageBodyWords({ message: { body }, nowMs }: MessageItemProps): ReactElement | null {
  switch (body.kind) {
    case "words":
      return <p className="message-text">{body.text}</p>;
    case "health":
      return (
        <dl className="health">
          {body.figures.map(([name, value]) => (
            <div key={name}>
              <dt>{name}</dt>
              <dd className="numbers">{value}</dd>
            </div>
          ))}
        </dl>
      );
    case "request":
      return <RequestCard request={body.request} nowMs={nowMs} />;
    case "answer":
    case "close":
      return null;
  }
}

function eventWords({ body, staffName }: MessageView): string {
  if (body.kind === "answer") return body.isYes ? "The customer agreed" : "The customer refused";
  return `${staffName ?? "The customer"} closed the case`;
}
