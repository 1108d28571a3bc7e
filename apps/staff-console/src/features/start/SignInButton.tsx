// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file Signs in: the device's key and the verified user's credential, both over one challenge. */
import { Button } from "@mantine/core";
import { IconFingerprint } from "@tabler/icons-react";
import type { ReactElement } from "react";
import { ProblemNote } from "@nightlatch/ui-kit/ProblemNote";
import { useAction } from "@nightlatch/ui-kit/use-action";
import { useVault } from "../../vault-view/vault-view.ts";
import { signChallenge } from "../../webauthn/sign-challenge.ts";

export function SignInButton({ isMain = false }: Readonly<{ isMain?: boolean }>): ReactElement {
  const vault = useVault();
  const signIn = useAction(async () => vault.finishSignIn(await signChallenge(await vault.beginSignIn())));
  return (
    <>
      <Button
        size={isMain ? "md" : "sm"}
        variant={isMain ? "filled" : "default"}
        autoFocus={isMain}
        loading={signIn.isBusy}
        onClick={() => signIn.run()}
        leftSection={<IconFingerprint size={20} aria-hidden="true" />}
      >
        Sign in
      </Button>
      <ProblemNote problem={signIn.problem} />
    </>
  );
}
