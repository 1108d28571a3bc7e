// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file What the household's page may do: run our own files, talk to this server, and nothing else. */
import helmet from "@fastify/helmet";
import type { FastifyInstance } from "fastify";

export async function addSecurityHeaders(app: FastifyInstance, isTls: boolean): Promise<void> {
  await app.register(helmet, {
    contentSecurityPolicy: {
      useDefaults: false,
      directives: {
        "default-src": ["'none'"],
        "script-src": ["'self'"],
        // Mantine sets its colours and sizes as style attributes.
        "style-src": ["'self'", "'unsafe-inline'"],
        "img-src": ["'self'", "blob:", "data:"],
        "media-src": ["'self'", "blob:"],
        "font-src": ["'self'"],
        // Covers the live socket too: 'self' is this host by ws and wss as well (CSP3), and no other.
        "connect-src": ["'self'"],
        "worker-src": ["'self'"],
        "manifest-src": ["'self'"],
        "base-uri": ["'none'"],
        "form-action": ["'none'"],
        "frame-ancestors": ["'none'"],
        "object-src": ["'none'"],
      },
    },
    // A page on plain http in the home must stay reachable.
    strictTransportSecurity: isTls ? { maxAge: 180 * 24 * 60 * 60 } : false,
    crossOriginEmbedderPolicy: false,
    referrerPolicy: { policy: "no-referrer" },
    xFrameOptions: { action: "deny" },
  });
  app.addHook("onSend", (_request, reply, _payload, done) => {
    void reply.header("permissions-policy", "geolocation=(), payment=(), usb=(), serial=(), interest-cohort=()");
    done();
  });
}
