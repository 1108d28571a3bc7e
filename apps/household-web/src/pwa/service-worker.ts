// SPDX-License-Identifier: AGPL-3.0-or-later
/**
 * @file Keeps the app's own files, so that it opens without a network. Footage and answers of the server are never
 * kept here. The page itself is asked for from the server first, so that a repaired release is not held back.
 */
declare const self: ServiceWorkerGlobalScope;
/** Put in by the build: build/service-worker-files.ts. */
declare const __BUILT_FILES__: Readonly<{ version: string; paths: readonly string[] }>;

const built = __BUILT_FILES__;
const cacheName = `nightlatch-app-${built.version}`;
const paths = new Set(built.paths);
const PAGE = "/";

self.addEventListener("install", (event) => {
  event.waitUntil(keepFiles());
});

self.addEventListener("activate", (event) => {
  event.waitUntil(dropOlderVersions());
});

self.addEventListener("fetch", (event) => {
  const url = new URL(event.request.url);
  if (event.request.method !== "GET" || url.origin !== self.location.origin) return;
  if (event.request.mode === "navigate") event.respondWith(freshPage(event.request));
  else if (paths.has(url.pathname)) event.respondWith(keptFile(event.request));
});

async function keepFiles(): Promise<void> {
  const cache = await caches.open(cacheName);
  await cache.addAll(built.paths.map((path) => new Request(path, { cache: "no-cache" })));
}

async function dropOlderVersions(): Promise<void> {
  const names = await caches.keys();
  await Promise.all(names.filter((name) => name !== cacheName).map((name) => caches.delete(name)));
}

async function freshPage(request: Request): Promise<Response> {
  try {
    const response = await fetch(request);
    if (response.ok) return response;
    return (await keptPage()) ?? response;
  } catch (error) {
    const kept = await keptPage();
    if (kept !== undefined) return kept;
    throw error;
  }
}

async function keptPage(): Promise<Response | undefined> {
  const cache = await caches.open(cacheName);
  return cache.match(PAGE);
}

async function keptFile(request: Request): Promise<Response> {
  const cache = await caches.open(cacheName);
  return (await cache.match(request, { ignoreSearch: true })) ?? fetch(request);
}

export {};
