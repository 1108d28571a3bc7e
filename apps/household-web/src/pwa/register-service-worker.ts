// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file Installs the service worker of a built app. Without one everything works but opening offline. */

export function registerServiceWorker(): void {
  if (!import.meta.env.PROD || !("serviceWorker" in navigator)) return;
  addEventListener("load", () => {
    navigator.serviceWorker.register("/service-worker.js").catch((error: unknown) => {
      // Private windows and strict settings refuse it: worth a line, not worth a broken app.
      reportError(error);
    });
  });
}
