// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file The top of a screen: where one is, one line about it, the one or two things to do. Names the browser tab. */
import { ActionIcon } from "@mantine/core";
import { IconArrowLeft } from "@tabler/icons-react";
import type { ReactElement, ReactNode } from "react";
import { Link } from "react-router";
import "./page-header.css";

export type PageHeaderProps = Readonly<{
  title: string;
  lead?: ReactNode;
  back?: Readonly<{ to: string; label: string }>;
  actions?: ReactNode;
}>;

export function PageHeader({ title, lead, back, actions }: PageHeaderProps): ReactElement {
  return (
    <header className="page-header">
      <title>{`${title} · Nightlatch`}</title>
      {back !== undefined && (
        <ActionIcon
          component={Link}
          to={back.to}
          variant="subtle"
          color="gray"
          size={44}
          radius="xl"
          aria-label={back.label}
        >
          <IconArrowLeft size={22} aria-hidden="true" />
        </ActionIcon>
      )}
      <div className="page-header-words">
        <h1 className="page-header-title">{title}</h1>
        {lead !== undefined && <p className="page-header-lead">{lead}</p>}
      </div>
      {actions !== undefined && <div className="page-header-actions">{actions}</div>}
    </header>
  );
}
