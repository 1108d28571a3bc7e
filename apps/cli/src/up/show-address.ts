// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file What a newcomer sees: one address, its QR code, and two sentences. */
import { spawn } from "node:child_process";
import { renderUnicodeCompact } from "uqr";

/** The secret stands behind "#": a browser never sends that part to the server. */
export function pairingAddress(port: number, secret: string): string {
  return `${plainAddress(port)}#hub=${secret}`;
}

export function plainAddress(port: number): string {
  return `http://localhost:${String(port)}/`;
}

export function pairingScreen(address: string): string {
  return [
    "",
    renderUnicodeCompact(address, { border: 2 }),
    "",
    `  Open  ${address}`,
    "",
    "  This address makes your browser the first key of your home: show it to nobody.",
    "  Nothing is recorded until you have opened it.",
    "",
    "",
  ].join("\n");
}

export function readyScreen(address: string): string {
  return [
    "",
    `  Your home is at  ${address}`,
    "",
    "  Cameras are recording, sealed: only the browsers that you let in can watch.",
    "  Ctrl-C stops everything; nothing recorded is lost.",
    "",
    "",
  ].join("\n");
}

export function removedScreen(address: string): string {
  return [
    "",
    "  Your household removed this hub: it records nothing any more.",
    `  To use this machine again, start with a new data folder (--data). The app stays at  ${address}`,
    "",
    "",
  ].join("\n");
}

/** Opens the address where there is a screen. It stands in the terminal anyway, so failing is no matter. */
export function openInBrowser(address: string): void {
  const hasScreen = process.env["DISPLAY"] !== undefined || process.env["WAYLAND_DISPLAY"] !== undefined;
  const [program, ...words] = openerFor(process.platform, hasScreen);
  if (program === undefined || !process.stdout.isTTY) return;
  const child = spawn(program, [...words, address], { stdio: "ignore", detached: true });
  child.on("error", () => undefined);
  child.unref();
}

function openerFor(platform: NodeJS.Platform, hasScreen: boolean): readonly string[] {
  if (platform === "darwin") return ["open"];
  if (platform === "win32") return ["explorer.exe"];
  return hasScreen ? ["xdg-open"] : [];
}
