// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file The frame of the household's screens: tabs at the bottom of a phone, a rail at the side of a desk. */
import { IconDeviceCctv, IconHistory, IconHome, IconLock, IconSettings } from "@tabler/icons-react";
import { useEffect, useRef, type ReactElement } from "react";
import { NavLink, Outlet, useLocation } from "react-router";
import { LogoMark } from "../design/LogoMark.tsx";
import { useAnswer, useVaultView } from "../vault-view/vault-view.ts";
import { ConnectionBanner } from "./ConnectionBanner.tsx";
import { HistoryBanners } from "./HistoryBanners.tsx";
import { PaperKeyBanner } from "./PaperKeyBanner.tsx";
import { RecoveryBanner } from "./RecoveryBanner.tsx";
import { SplashScreen } from "./SplashScreen.tsx";
import "./shell.css";

const PLACES = [
  { to: "/cameras", label: "Cameras", Icon: IconDeviceCctv },
  { to: "/timeline", label: "Timeline", Icon: IconHistory },
  { to: "/household", label: "Household", Icon: IconHome },
  { to: "/settings", label: "Settings", Icon: IconSettings },
] as const;

export function Shell(): ReactElement {
  const answer = useAnswer(useVaultView().status);
  const main = useFocusOnNewPlace();
  // For the moment between losing the household and the gate's answer to it.
  if (answer.kind !== "here" || answer.value.kind !== "ready") return <SplashScreen />;
  return (
    <div className="shell">
      <a className="shell-skip" href="#content">
        Skip to content
      </a>
      <nav className="shell-nav" aria-label="Main">
        <div className="shell-brand">
          <LogoMark size={34} />
          <span>Nightlatch</span>
        </div>
        <ul className="shell-places">
          {PLACES.map(({ to, label, Icon }) => (
            <li key={to}>
              <NavLink to={to} className="shell-place">
                <Icon size={24} stroke={1.7} aria-hidden="true" />
                <span>{label}</span>
              </NavLink>
            </li>
          ))}
        </ul>
        <p className="shell-promise">
          <IconLock size={16} aria-hidden="true" />
          <span>Only your household can watch</span>
        </p>
      </nav>
      <main id="content" className="shell-main" ref={main} tabIndex={-1}>
        <RecoveryBanner />
        <HistoryBanners household={answer.value.household} />
        <ConnectionBanner connection={answer.value.connection} />
        {!answer.value.household.isPaperChecked && answer.value.household.isOwner && <PaperKeyBanner />}
        <Outlet />
      </main>
    </div>
  );
}

/** After a change of place the keyboard and the screen reader stand at the start of the new screen. */
function useFocusOnNewPlace() {
  const main = useRef<HTMLElement>(null);
  const { pathname } = useLocation();
  const lastPathname = useRef(pathname);
  useEffect(() => {
    if (lastPathname.current === pathname) return;
    lastPathname.current = pathname;
    main.current?.focus({ preventScroll: true });
    window.scrollTo({ top: 0 });
  }, [pathname]);
  return main;
}
