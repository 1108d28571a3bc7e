// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file The moments after a hub was connected: it may bring cameras along, so "no cameras" would be said too early. */
import { useEffect, useState } from "react";
import { useLocation } from "react-router";

/** Handed along with the change of screen. */
export const JUST_PAIRED = "just-paired";

/** True for a few seconds after a hub was connected. */
export function useHubGreeting(): boolean {
  const location = useLocation();
  const [isOver, setOver] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => setOver(true), GREETING_MS);
    return () => clearTimeout(timer);
  }, []);
  return (location.state as unknown) === JUST_PAIRED && !isOver;
}

const GREETING_MS = 8000;
