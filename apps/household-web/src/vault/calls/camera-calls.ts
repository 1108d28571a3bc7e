// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file Hub and cameras: pairing the hub, adding and describing cameras. */
import type { VaultApi } from "../../vault-client/vault-api.ts";
import { addCamera, changeCamera, type CameraChange, type CameraDeps } from "../household/camera-settings.ts";
import { cameraViews } from "../household/camera-views.ts";
import { pairHub } from "../pairing/pair-hub.ts";
import type { VaultContext } from "./vault-context.ts";

export type CameraCalls = Pick<
  VaultApi,
  "pairHub" | "cameras" | "addCamera" | "renameCamera" | "removeCamera" | "setRetention" | "usage"
>;

const HUB_IS_PROVED_WITHIN_MS = 8000;

export function cameraCalls(context: VaultContext): CameraCalls {
  const cameraDeps = (): CameraDeps => {
    const { book, desk, ledger } = context.household.parts;
    return { book, desk, state: () => ledger.current.state, random: context.deps.random };
  };
  const change = async (camera: string, what: CameraChange): Promise<void> => {
    await changeCamera(cameraDeps(), camera, what);
    context.changed("cameras");
  };

  return {
    async pairHub({ secret, name }) {
      const { household } = context;
      const deps = { ...context.membershipDeps, pairing: context.deps.publicServer, nowMs: context.deps.nowMs };
      const { hub, seq } = await household.guard(() => pairHub(deps, secret));
      await household.parts.desk.writeForPeople(hub, { kind: "device", name, person: "" });
      // Nothing is sealed to a hub before the log has it. If that takes longer, it is told when someone adds a camera.
      await household.guard(() => household.untilProved(seq, HUB_IS_PROVED_WITHIN_MS));
      context.changed("status");
      context.changed("devices");
    },
    cameras: () => Promise.resolve(cameraViews(context.household.sources)),
    async addCamera(camera) {
      const id = await addCamera(cameraDeps(), camera);
      context.changed("cameras");
      return id;
    },
    renameCamera: ({ camera, name }) => change(camera, { name }),
    removeCamera: (camera) => change(camera, { removed: true }),
    setRetention: ({ camera, retention }) =>
      change(camera, { retentionDays: retention.days, retentionBytes: retention.sizeBytes }),
    usage: () => context.household.deps.server.usage(),
  };
}
