// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file The frame of an app's screens: tabs at the bottom of a phone, a rail at the side of a desk. */
import type { IconProps } from "@tabler/icons-react";
import { useEffect, useRef, type ComponentType, type ReactElement, type ReactNode } from "react";
import { NavLink, useLocation } from "react-router";
import { LogoMark } from "./LogoMark.tsx";
import "./app-frame.css";

export type Place = Readonly<{ to: string; label: string; Icon: ComponentType<IconProps>; badge?: ReactNode }>;

export type AppFrameProps = Readonly<{
  brand: ReactNode;
  places: readonly Place[];
  /** At the foot of the rail; a phone does not show it. */
  foot: ReactNode;
  /** Which addresses are one place: moving within it leaves the focus alone. Each is its own when left out. */
  placeOf?: (pathname: string) => string;
  children: ReactNode;
}>;

export function AppFrame({ brand, places, foot, placeOf = itself, children }: AppFrameProps): ReactElement {
  const main = useFocusOnNewPlace(placeOf(useLocation().pathname));
  return (
    <div className="shell">
      <a className="shell-skip" href="#content">
        Skip to content
      </a>
      <nav className="shell-nav" aria-label="Main">
        <div className="shell-brand">
          <LogoMark size={34} />
          <span>{brand}</span>
        </div>
        <ul className="shell-places">
          {places.map(({ to, label, Icon, badge }) => (
            <li key={to}>
              <NavLink to={to} className="shell-place">
                <Icon size={24} stroke={1.7} aria-hidden="true" />
                <span>{label}</span>
                {badge}
              </NavLink>
            </li>
          ))}
        </ul>
        {foot}
      </nav>
      <main id="content" className="shell-main" ref={main} tabIndex={-1}>
        {children}
      </main>
    </div>
  );
}

/** After a change of place the keyboard and the screen reader stand at the start of the new screen. */
function useFocusOnNewPlace(place: string) {
  const main = useRef<HTMLElement>(null);
  const lastPlace = useRef(place);
  useEffect(() => {
    if (lastPlace.current === place) return;
    lastPlace.current = place;
    main.current?.focus({ preventScroll: true });
    window.scrollTo({ top: 0 });
  }, [place]);
  return main;
}

function itself(pathname: string): string {
  return pathname;
}
