// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file The operator's support: cases, what staff ask for, what they are let see, and the end of that. */
import { decodeBase64url } from "@nightlatch/bytes";
import type { Hash } from "@nightlatch/crypto/keys";
import { revokeGrant } from "@nightlatch/protocol/keys";
import { findGrant, parseId, type CaseId } from "@nightlatch/protocol/wire";
import type { VaultApi } from "../../vault-client/vault-api.ts";
import { makingOf } from "../household/membership.ts";
import { cameraViews } from "../household/camera-views.ts";
import { readAccesses, readOpenAccesses } from "../support/access-views.ts";
import { allowAsked, judgeAsked, refuseAsked } from "../support/answer-request.ts";
import { writeMessage } from "../support/case-messages.ts";
import { judgedView, readDesk, readThread } from "../support/case-views.ts";
import { healthFigures } from "../support/health-figures.ts";
import { openCase } from "../support/open-case.ts";
import type { SupportDeps } from "../support/support-deps.ts";
import { supportError } from "../support/support-errors.ts";
import type { SupportApi } from "../../vault-client/support-api.ts";
import { outcomeOf } from "./outcome-of.ts";
import type { VaultContext } from "./vault-context.ts";

export type SupportCalls = Pick<VaultApi, keyof SupportApi>;

export function supportCalls(context: VaultContext): SupportCalls {
  const work = <T>(does: (deps: SupportDeps) => Promise<T>): Promise<T> =>
    context.household.guard(() => does(supportDeps(context)));
  const change = async <T>(does: (deps: SupportDeps) => Promise<T>): Promise<T> => {
    try {
      return await work(does);
    } finally {
      // Also when it failed half-way: what is shown is asked for anew.
      context.changed("support");
    }
  };
  const write = (id: string, body: Parameters<typeof writeMessage>[2]): Promise<void> =>
    change((deps) => writeMessage(deps, parseId<CaseId>(id), body));

  return {
    supportDesk: () => work(readDesk),
    healthFigures: () => {
      const { sources } = context.household;
      return Promise.resolve(healthFigures(cameraViews(sources), sources.logHealth, sources.nowMs));
    },
    async openSupportCase(input) {
      const id = await change((deps) => openCase(deps, input));
      await context.household.refresh();
      return id;
    },
    supportThread: (id) => work((deps) => readThread(deps, id)),
    writeToSupport: ({ case: id, words }) => write(id, { kind: "words", text: words }),
    closeSupportCase: (id) => write(id, { kind: "close" }),
    supportCode: (id) => work(({ server }) => server.session.call("createCaseCode", { params: { case: id } })),
    judgeRequest: (place) => work(async (deps) => judgedView(deps, place, await judgeAsked(deps, place))),
    async allowRequest(input) {
      const head = await change((deps) => allowAsked(deps, input));
      context.changed("devices");
      return outcomeOf(context, head);
    },
    refuseRequest: (place) => change((deps) => refuseAsked(deps, place)),
    openAccesses: () => work(readOpenAccesses),
    accesses: () => work(readAccesses),
    async stopAccess(id) {
      const head = decodeBase64url(id) as Hash;
      await change(({ parts: { ledger }, server, membership }) =>
        ledger.append(server, ({ state }) => {
          if (findGrant(state, head) === undefined) throw supportError("support.unknown_access", "no such open grant");
          return revokeGrant(makingOf(membership), state, head);
        }),
      );
      context.changed("devices");
    },
  };
}

export function supportDeps({ household, deps: { random, nowMs }, membershipDeps }: VaultContext): SupportDeps {
  const { parts, deps } = household;
  return { parts, server: deps.server, membership: membershipDeps, random, nowMs };
}
