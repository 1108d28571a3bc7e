// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file The legal register: an officer signs that a demand came; its words stay with the operator. */
import { labelledHash } from "@nightlatch/crypto/hash";
import { encodeBase64url, encodeUtf8 } from "@nightlatch/bytes";
import { signLegalDemand } from "@nightlatch/protocol/grant";
import type { VaultApi } from "../../vault-client/vault-api.ts";
import type { Desk } from "../desk/desk.ts";

export function legalCalls(desk: Desk): Pick<VaultApi, "fileLegalDemand"> {
  return {
    async fileLegalDemand({ number, content }) {
      const { session, identity, operator } = desk.signedIn();
      const hash = labelledHash("legal-demand-content", encodeUtf8(content));
      const demand = { operator, number, atMs: desk.deps.nowMs(), content: hash };
      const signed = await signLegalDemand(identity.staff, demand);
      const { slot } = await session.call("postLegalDemand", { body: Uint8Array.from(signed) });
      return { number, slot, contentHash: encodeBase64url(hash) };
    },
  };
}
