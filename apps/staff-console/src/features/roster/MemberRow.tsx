// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file One staff key on the roster, and what the signed-in role may do about it. */
import { ActionIcon, Menu } from "@mantine/core";
import { IconDots, IconKey, IconKeyOff } from "@tabler/icons-react";
import { useState, type ReactElement } from "react";
import type { RosterMember } from "../../vault-client/vault-api.ts";
import { useMe } from "../../vault-view/vault-view.ts";
import { roleWords, standingWords } from "../../words/role-words.ts";
import { MemberDialog } from "./MemberDialog.tsx";
import { ACT_LABELS, actsOf, type MemberAct } from "./member-acts.ts";

export function MemberRow({ member, nowMs }: Readonly<{ member: RosterMember; nowMs: number }>): ReactElement {
  const me = useMe();
  const [act, setAct] = useState<MemberAct>();
  const acts = actsOf(me.role, member);
  const isWorking = member.standing.kind === "working";
  return (
    <div className="row">
      <span className={isWorking ? "row-icon row-icon-brass" : "row-icon"}>
        {member.standing.kind === "suspended" || member.standing.kind === "ended" ? (
          <IconKeyOff size={22} stroke={1.7} aria-hidden="true" />
        ) : (
          <IconKey size={22} stroke={1.7} aria-hidden="true" />
        )}
      </span>
      <div className="row-words">
        <p className="row-title">
          {member.name} <span className="tag">{roleWords(member.role)}</span>
          {member.isMe && <span className="dim">this device</span>}
        </p>
        <p className="row-note">
          {member.team} ·{" "}
          <span className={member.standing.kind === "suspended" ? "row-note-bad" : undefined}>
            {standingWords(member.standing, member.endMs, nowMs)}
          </span>{" "}
          · <span className="staff-id">{member.id}</span>
        </p>
      </div>
      {acts.length > 0 && (
        <Menu>
          <Menu.Target>
            <ActionIcon variant="subtle" color="gray" size={44} radius="xl" aria-label={`Change ${member.name}`}>
              <IconDots size={20} aria-hidden="true" />
            </ActionIcon>
          </Menu.Target>
          <Menu.Dropdown>
            {acts.map((one) => (
              <Menu.Item key={one} onClick={() => setAct(one)} {...(one === "end" ? { color: "red" } : {})}>
                {ACT_LABELS[one]}
              </Menu.Item>
            ))}
          </Menu.Dropdown>
        </Menu>
      )}
      {act !== undefined && <MemberDialog act={act} member={member} onClose={() => setAct(undefined)} />}
    </div>
  );
}
