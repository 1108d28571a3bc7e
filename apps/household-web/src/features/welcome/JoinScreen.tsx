// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file Joining a household: the link and a name, then the same six digits on both screens, then in. */
import { useState, type ReactElement } from "react";
import { Link, useNavigate } from "react-router";
import { useAnswer } from "@nightlatch/ui-kit/use-answer";
import { useVaultView } from "../../vault-view/vault-view.ts";
import { useArrival } from "../../shell/arrival.ts";
import { JoinForm } from "./JoinForm.tsx";
import { JoinWaiting } from "./JoinWaiting.tsx";
import { WelcomeFrame } from "./WelcomeFrame.tsx";

export function JoinScreen(): ReactElement {
  const answer = useAnswer(useVaultView().status);
  const navigate = useNavigate();
  const { finish } = useArrival();
  const [wasOutside] = useState(!(answer.kind === "here" && answer.value.kind === "ready"));
  const [code, setCode] = useState<string>();
  const status = answer.kind === "here" ? answer.value : undefined;

  if (status?.kind === "ready" && !wasOutside) {
    return (
      <WelcomeFrame title="This browser already belongs to a household">
        <p className="dim">
          An invitation lets a new browser in. Open the link on the phone or computer that should watch too.
        </p>
        <Link to="/cameras" className="welcome-back">
          Go to my cameras
        </Link>
      </WelcomeFrame>
    );
  }
  const shownCode = code ?? (status?.kind === "joining" ? status.code : undefined);
  if (shownCode !== undefined) {
    return (
      <WelcomeFrame title="Compare the codes">
        <JoinWaiting
          code={shownCode}
          onJoined={() => {
            finish();
            void navigate("/cameras", { replace: true });
          }}
          onStopped={() => {
            finish();
            setCode(undefined);
            void navigate("/welcome", { replace: true });
          }}
        />
      </WelcomeFrame>
    );
  }
  return (
    <WelcomeFrame title="Join a household" backTo="/welcome">
      <JoinForm onCode={setCode} />
    </WelcomeFrame>
  );
}
