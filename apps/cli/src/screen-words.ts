// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file What the terminal says. */
import { renderUnicodeCompact } from "uqr";

export function runningWords(dataDir: string): string {
  return `\nNightlatch is running. Everything is kept in ${dataDir}\nCtrl-C stops it.\n`;
}

/** The secret is behind the '#': browsers never send it to the server. */
export function pairingWords(address: string): string {
  return `
  Open this address in a browser to make your household and connect this hub:

  ${address}

${indent(renderUnicodeCompact(address))}

  It is for your household only: whoever opens it first can take this hub.
`;
}

export function connectedWords(address: string): string {
  return `\n  The hub belongs to your household and is recording. Watch at ${address}\n`;
}

function indent(text: string): string {
  return text
    .split("\n")
    .map((line) => `  ${line}`)
    .join("\n");
}
