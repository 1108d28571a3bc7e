// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file Who of the operator's staff may see something right now, on every screen, with the button that ends it. */
import { IconEye } from "@tabler/icons-react";
import type { ReactElement } from "react";
import { spanWords } from "@nightlatch/ui-kit/time-words";
import { useAnswer } from "@nightlatch/ui-kit/use-answer";
import { useNow } from "@nightlatch/ui-kit/use-now";
import { nowWords } from "../features/support/access-words.ts";
import { StopAccess } from "../features/support/StopAccess.tsx";
import { useCameraNames } from "../features/support/use-camera-names.ts";
import { useVaultView } from "../vault-view/vault-view.ts";

export function AccessBanners(): ReactElement | null {
  const open = useAnswer(useVaultView().openAccesses);
  const cameraName = useCameraNames();
  const nowMs = useNow(1000);
  if (open.kind !== "here") return null;
  return (
    <>
      {open.value
        .filter(({ untilMs }) => nowMs < untilMs)
        .map((access) => (
          <div key={access.id} className="banner banner-loud" role="status">
            <IconEye size={24} aria-hidden="true" />
            <p>
              <strong>{nowWords(access, cameraName)}</strong>, {spanWords(access.untilMs - nowMs)} left
            </p>
            <StopAccess id={access.id} />
          </div>
        ))}
    </>
  );
}
