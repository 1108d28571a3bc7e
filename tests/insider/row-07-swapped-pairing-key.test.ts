// SPDX-License-Identifier: AGPL-3.0-or-later
import { HttpClient } from "@nightlatch/api-client";
import {
  deviceFromSeed,
  encodeOffer,
  parseInvite,
  sealPairingMessage,
  type DeviceSecrets,
} from "@nightlatch/protocol/keys";
import { deviceIdOf, formatId } from "@nightlatch/protocol/wire";
import { seededRandom, TEST_NOW_MS } from "@nightlatch/testkit";
import { EvilCloud, forge } from "@nightlatch/testkit/evil-cloud";
import { expect } from "vitest";
import { OpenInvite } from "../../apps/household-web/src/vault/pairing/invite.ts";
import { JoinAttempt } from "../../apps/household-web/src/vault/pairing/join.ts";
import { publicServer } from "../../apps/household-web/src/vault/server/public-server.ts";
import type { PublicServer } from "../../apps/household-web/src/vault/server/household-server.ts";
import { startTestServer } from "../constellation/test-server.ts";
import { insiderRow } from "./insider-row.ts";
import { stopOf } from "./stop-of.ts";

const random = seededRandom("row 7");
const nowMs = () => TEST_NOW_MS;

insiderRow(
  {
    row: 7,
    attack: "swap the KEM key while a phone is being paired",
    outcome: "R",
    codes: ["pairing.mismatch", "the two codes differ"],
  },
  {
    async honest() {
      await using running = await startTestServer();
      await using cloud = await EvilCloud.before(running.server.url);
      const { invite, attempt, device } = await pair(serverAt(cloud));
      const [{ code, offer }, own] = await Promise.all([invite.waitForOffer(), attempt.offer("Phone")]);
      expect(code).toBe(own);
      expect(formatId(deviceIdOf(offer.keys))).toBe(formatId(device.id));
    },

    async attack() {
      await using running = await startTestServer();
      await using cloud = await EvilCloud.before(running.server.url);
      const attacker = await deviceFromSeed(random(32));
      const offer = encodeOffer({ keys: attacker.publicKeys, name: "Phone" });

      const blind = await pair(serverAt(cloud));
      cloud.obey(
        "readMailbox",
        ofOffers(() => sealPairingMessage(random(16), "offer", offer, random)),
      );
      blind.attempt.offer("Phone").catch(() => undefined);
      const { code } = await stopOf(blind.invite.waitForOffer());
      blind.attempt.cancel();

      // With the link itself, stolen on its way, the message opens: then the people at both screens are the check.
      const known = await pair(serverAt(cloud));
      const { secret } = parseInvite(known.invite.linkFragment);
      cloud.obey(
        "readMailbox",
        ofOffers(() => sealPairingMessage(secret, "offer", offer, random)),
      );
      const [received, shown] = await Promise.all([known.invite.waitForOffer(), known.attempt.offer("Phone")]);
      expect(formatId(deviceIdOf(received.offer.keys))).toBe(formatId(attacker.id));
      const seen = "with a stolen link, both screens show different digits";
      const compared = received.code === shown ? "the codes agree" : "the two codes differ";
      return [
        { seen: "without the link, the message does not open", code },
        { seen, code: compared },
      ];
    },
  },
);

/** Only the first slot: what comes back to the newcomer stays as it is. */
function ofOffers(make: () => Promise<Uint8Array>): Parameters<EvilCloud["obey"]>[1] {
  return (ask, question) => (question.path.includes("/offer") ? forge(make)(ask, question) : ask());
}

async function pair(
  server: PublicServer,
): Promise<Readonly<{ invite: OpenInvite; attempt: JoinAttempt; device: DeviceSecrets }>> {
  const device = await deviceFromSeed(random(32));
  const invite = new OpenInvite({ server, random, nowMs });
  return { invite, device, attempt: new JoinAttempt({ server, random, nowMs, device }, invite.linkFragment) };
}

function serverAt({ url }: EvilCloud): PublicServer {
  const http = new HttpClient({ baseUrl: url, fetch: (path, init) => fetch(path, init) });
  return publicServer({ http, origin: url, fetch: (path, init) => fetch(path, init), nowMs });
}
