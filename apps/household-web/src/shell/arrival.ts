// SPDX-License-Identifier: AGPL-3.0-or-later
/**
 * @file The link that opened the app: a hub's (`/#hub=…`), an invitation (`/join#…`), or none. Its secret stands
 * behind the #, so that no server sees it; it is kept in memory until it is used.
 */
import { createContext, useContext } from "react";
import { invariant } from "@nightlatch/errors";

export type Arrival =
  | Readonly<{ kind: "plain" }>
  | Readonly<{ kind: "hub"; secret: string }>
  | Readonly<{ kind: "invitation"; link: string }>;

export function readArrival({ pathname, hash }: Pick<Location, "pathname" | "hash">): Arrival {
  const secret = findHubSecret(hash);
  if (secret !== undefined) return { kind: "hub", secret };
  if (pathname === "/join" && hash.length > 1) return { kind: "invitation", link: hash.slice(1) };
  return { kind: "plain" };
}

/** Takes the whole link that a hub prints, or what stands behind its `#`. */
export function findHubSecret(link: string): string | undefined {
  const fragment = link.slice(link.indexOf("#") + 1).trim();
  return /^hub=([\w-]+)$/.exec(fragment)?.[1];
}

export const ArrivalContext = createContext<Readonly<{ arrival: Arrival; finish: () => void }> | undefined>(undefined);

/** `finish` forgets the link once it is used or given up. */
export function useArrival(): Readonly<{ arrival: Arrival; finish: () => void }> {
  const value = useContext(ArrivalContext);
  invariant(value !== undefined, "every screen stands inside the app, which provides the arrival");
  return value;
}
