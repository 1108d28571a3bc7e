// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file The clear page: one canvas, handed to its worker. `#` and the relay's address stand behind the page's own. */
const canvas = document.createElement("canvas");
document.body.append(canvas);
const offscreen = canvas.transferControlToOffscreen();
const worker = new Worker("clear-viewer.js", { type: "module" });
worker.postMessage({ canvas: offscreen, relayUrl: decodeURIComponent(location.hash.slice(1)) }, [offscreen]);
