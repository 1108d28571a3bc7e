// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file Reminds an owner whose paper key was never checked: without it, losing all devices loses all recordings. */
import { IconFileText } from "@tabler/icons-react";
import type { ReactElement } from "react";
import { Link, useLocation } from "react-router";

export function PaperKeyBanner(): ReactElement | null {
  const { pathname } = useLocation();
  if (pathname === "/household/paper-key") return null;
  return (
    <div className="banner">
      <IconFileText size={20} aria-hidden="true" />
      <p>Your paper key was not checked. Without it, losing your devices means losing your recordings.</p>
      <Link to="/household/paper-key">Make a new one</Link>
    </div>
  );
}
