// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file The door of a working device. */
import type { ReactElement } from "react";
import type { StaffView } from "../../vault-client/vault-api.ts";
import { roleWords } from "../../words/role-words.ts";
import { SignInButton } from "./SignInButton.tsx";
import { StartFrame } from "./StartFrame.tsx";

export function SignIn({ me }: Readonly<{ me: StaffView }>): ReactElement {
  return (
    <StartFrame title={`Hello, ${me.name}`}>
      <p className="start-lead">
        {roleWords(me.role)} · {me.team}. A session lasts 15 minutes; your security key is asked again each time.
      </p>
      <div className="start-actions">
        <SignInButton isMain />
      </div>
    </StartFrame>
  );
}
