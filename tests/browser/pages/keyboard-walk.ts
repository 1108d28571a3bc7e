// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file Presses Tab through a page, once round, and says what was met. */
import type { Page } from "@playwright/test";

export type Stop = Readonly<{
  /** What it is, for a failing test: its tag and words. */
  place: string;
  /** As a screen reader speaks it. */
  name: string;
  /** The focus can be seen: an outline or another ring on it, or on what holds it. */
  isMarked: boolean;
  isInSight: boolean;
}>;
export type Walk = Readonly<{
  stops: readonly Stop[];
  /** What ought to be met, in the order of the page. */
  expected: readonly string[];
  /** Tab came out at the end of the page: nothing traps it. */
  leaves: boolean;
}>;

const MAX_STOPS = 120;

export async function walkByTab(page: Page): Promise<Walk> {
  await page.evaluate(prepareWalk);
  const expected = await page.evaluate(() => (globalThis as unknown as Walking).reachable());
  const stops: Stop[] = [];
  for (let press = 0; press < MAX_STOPS; press += 1) {
    await page.keyboard.press("Tab");
    const stop = await page.evaluate(() => (globalThis as unknown as Walking).stopHere());
    if (stop === "outside") return { stops, expected, leaves: true };
    // A field for a date has several places of its own.
    if (stop !== "as before") stops.push(stop);
  }
  return { stops, expected, leaves: false };
}

type Walking = { reachable: () => readonly string[]; stopHere: () => Promise<Stop | "outside" | "as before"> };

/** Runs in the page. */
function prepareWalk(): void {
  // The browser walks on from where the focus was last, as in a field that had it from the start.
  const start = document.createElement("span");
  start.tabIndex = -1;
  document.body.prepend(start);
  start.focus();
  let last: Element | null = start;
  const isShown = (element: Element): boolean =>
    element.checkVisibility({ visibilityProperty: true, opacityProperty: true }) || element.matches("input");
  const textOf = (elements: readonly (Element | null)[]): string =>
    elements
      .map((element) => element?.textContent.trim() ?? "")
      .join(" ")
      .trim();
  /** The part of the accessible-name rules that this app uses; axe judges the rest. */
  const nameOf = (element: Element): string => {
    const ids = element.getAttribute("aria-labelledby")?.split(/\s+/u) ?? [];
    const labels =
      element instanceof HTMLInputElement || element instanceof HTMLTextAreaElement ? element.labels : null;
    const own = element.getAttribute("aria-label") ?? "";
    return (
      textOf(ids.map((id) => document.getElementById(id))) || own || textOf([...(labels ?? [])]) || textOf([element])
    );
  };
  const placeOf = (element: Element): string => {
    return `${element.tagName.toLowerCase()} ${nameOf(element).slice(0, 40)}`;
  };
  /** Of a group of radio buttons Tab meets one: the ticked. */
  const isOffered = (element: Element): boolean =>
    !(element instanceof HTMLInputElement && element.type === "radio") || element.checked;
  const reachable = (): readonly string[] =>
    [...document.querySelectorAll<HTMLElement>("a[href], button, input, select, textarea, summary, [tabindex]")]
      .filter((element) => element.tabIndex >= 0 && !element.matches(":disabled, [type=hidden]"))
      .filter((element) => element.closest("[inert], [aria-hidden=true]") === null)
      .filter((element) => element.checkVisibility({ visibilityProperty: true }) && isOffered(element))
      .map(placeOf);
  const isMarked = (element: Element): boolean => {
    for (let held: Element | null = element; held !== null && held !== document.body; held = held.parentElement) {
      const { outlineStyle, outlineWidth, boxShadow } = getComputedStyle(held);
      if (outlineStyle !== "none" && Number.parseFloat(outlineWidth) >= 1) return true;
      if (held === element && /0px 0px 0px [1-9]/u.test(boxShadow)) return true;
      // A field's border changes its colour; a switch's visible half stands beside it.
      if (held === element && held.matches("input:not([type=radio]), textarea, select")) {
        const ring = held.nextElementSibling;
        const besides = ring === null ? undefined : getComputedStyle(ring);
        if (besides !== undefined && besides.outlineStyle !== "none") return true;
        if (getComputedStyle(held).borderTopColor !== borderWithoutFocus(held)) return true;
      }
    }
    return false;
  };
  const borderWithoutFocus = (element: Element): string => {
    const twin = element.cloneNode() as HTMLElement;
    twin.style.transition = "none";
    element.after(twin);
    const colour = getComputedStyle(twin).borderTopColor;
    twin.remove();
    return colour;
  };
  const stopHere = async (): Promise<Stop | "outside" | "as before"> => {
    // A mark that glides in is there with the next picture but one.
    for (let picture = 0; picture < 2; picture += 1) await new Promise((resolve) => requestAnimationFrame(resolve));
    const element = document.activeElement;
    // With less motion asked for, a glide takes no time, and yet it ends in a picture of its own.
    await Promise.allSettled((element?.getAnimations() ?? []).map(({ finished }) => finished));
    if (element === null || element === document.body || element === document.documentElement) return "outside";
    if (element === last) return "as before";
    last = element;
    const { top, bottom, left, right } = element.getBoundingClientRect();
    const isInSight = bottom > 0 && top < innerHeight && right > 0 && left < innerWidth && isShown(element);
    return { place: placeOf(element), name: nameOf(element), isMarked: isMarked(element), isInSight };
  };
  Object.assign(globalThis, { reachable, stopHere });
}
