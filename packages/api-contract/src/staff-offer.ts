// SPDX-License-Identifier: AGPL-3.0-or-later
/**
 * @file What a new staff device shows so that officers can put it into the roster, as text to be copied: its public keys,
 * its WebAuthn credential, the name of whoever uses it. Role, team and end are the officers' to choose.
 */
import { decodeBase64url, encodeBase64url } from "@nightlatch/bytes";
import { decodeStaffOffer, encodeStaffOffer, ProtocolError, type StaffOffer } from "@nightlatch/protocol/wire";

const PREFIX = "nightlatch-staff:";

export function formatStaffOffer(offer: StaffOffer): string {
  return PREFIX + encodeBase64url(encodeStaffOffer(offer));
}

/** Whoever brings the text may have changed it: officers compare the id. @throws protocol.* | bytes.* */
export function parseStaffOffer(text: string): StaffOffer {
  const trimmed = text.trim();
  if (!trimmed.startsWith(PREFIX)) {
    throw new ProtocolError("protocol.malformed", "not the offer of a staff device", {
      advice: `Copy the whole text from the new device: it begins with "${PREFIX}".`,
    });
  }
  return decodeStaffOffer(decodeBase64url(trimmed.slice(PREFIX.length)));
}
