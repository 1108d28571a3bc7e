// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file Before the console opens: this device is enrolled, waits, or signs in. */
import type { ReactElement } from "react";
import { SplashScreen } from "@nightlatch/ui-kit/SplashScreen";
import { useAnswer } from "@nightlatch/ui-kit/use-answer";
import { useVaultView } from "../../vault-view/vault-view.ts";
import { Founding } from "./Founding.tsx";
import { IdleNotice } from "./IdleNotice.tsx";
import { OfferForm } from "./OfferForm.tsx";
import { OfferWaiting } from "./OfferWaiting.tsx";
import { SignIn } from "./SignIn.tsx";

export function StartScreen(): ReactElement {
  const answer = useAnswer(useVaultView().status);
  if (answer.kind !== "here") return <SplashScreen />;
  switch (answer.value.kind) {
    case "empty":
      return <OfferForm />;
    case "offered":
      if (answer.value.founding !== undefined) return <Founding founding={answer.value.founding} />;
      return <OfferWaiting staff={answer.value.staff} offer={answer.value.offer} />;
    case "idle":
      return <IdleNotice me={answer.value.me} standing={answer.value.standing} />;
    case "signed-out":
      return <SignIn me={answer.value.me} />;
    case "ready":
    case "stopped":
      // The gate leads on.
      return <SplashScreen />;
  }
}
