// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file One camera's settings: name, state, how long its recordings stay, and its end. */
import { Button, TextInput } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { useState, type ReactElement } from "react";
import { Navigate, useNavigate, useParams } from "react-router";
import { ConfirmDialog } from "@nightlatch/ui-kit/ConfirmDialog";
import { PageHeader } from "@nightlatch/ui-kit/PageHeader";
import { ProblemNote } from "@nightlatch/ui-kit/ProblemNote";
import type { CameraView } from "../../vault-client/vault-api.ts";
import { useAction } from "@nightlatch/ui-kit/use-action";
import { useHousehold } from "../../vault-view/use-household.ts";
import { useAnswer } from "@nightlatch/ui-kit/use-answer";
import { useVault, useVaultView } from "../../vault-view/vault-view.ts";
import { RetentionFields } from "./RetentionFields.tsx";

export function EditCameraScreen(): ReactElement {
  const { camera: id } = useParams();
  const { isOwner } = useHousehold();
  const cameras = useAnswer(useVaultView().cameras);
  if (cameras.kind === "waiting") return <PageHeader title="Camera" back={BACK} />;
  if (cameras.kind === "failed") return <ProblemNote problem={cameras.problem} />;
  const camera = cameras.value.find((candidate) => candidate.id === id);
  if (camera === undefined || !isOwner) return <Navigate to="/settings" replace />;
  return (
    <div className="narrow">
      <PageHeader title={camera.name} lead={pictureWords(camera)} back={BACK} />
      <ProblemNote
        problem={camera.state === "failed" ? camera.problem : undefined}
        title="The hub can’t reach this camera"
      />
      <EditForm camera={camera} key={camera.id} />
      <RemoveCamera camera={camera} />
    </div>
  );
}

function EditForm({ camera }: Readonly<{ camera: CameraView }>): ReactElement {
  const vault = useVault();
  const [name, setName] = useState(camera.name);
  const [retention, setRetention] = useState(camera.retention);
  const hasNewRetention =
    retention.days !== camera.retention.days || retention.sizeBytes !== camera.retention.sizeBytes;
  const hasNewName = name.trim() !== camera.name && name.trim() !== "";
  const save = useAction(async () => {
    if (hasNewName) await vault.renameCamera({ camera: camera.id, name: name.trim() });
    if (hasNewRetention) await vault.setRetention({ camera: camera.id, retention });
    notifications.show({ message: "Saved" });
  });
  return (
    <form
      className="card form section"
      onSubmit={(event) => {
        event.preventDefault();
        save.run();
      }}
    >
      <TextInput
        label="Name"
        value={name}
        onChange={(event) => setName(event.currentTarget.value)}
        maxLength={60}
        autoComplete="off"
      />
      <RetentionFields retention={retention} onChange={setRetention} />
      <ProblemNote problem={save.problem} title="Not saved" />
      <div className="form-actions">
        <Button type="submit" loading={save.isBusy} disabled={!hasNewName && !hasNewRetention}>
          Save
        </Button>
      </div>
    </form>
  );
}

function RemoveCamera({ camera }: Readonly<{ camera: CameraView }>): ReactElement {
  const vault = useVault();
  const navigate = useNavigate();
  const [isOpen, setOpen] = useState(false);
  return (
    <section className="section">
      <Button variant="light" color="red" onClick={() => setOpen(true)}>
        Remove camera
      </Button>
      <ConfirmDialog
        title={`Remove ${camera.name}?`}
        act="Remove"
        isOpen={isOpen}
        onClose={() => setOpen(false)}
        onConfirm={async () => {
          await vault.removeCamera(camera.id);
          await navigate("/settings", { replace: true });
        }}
      >
        <p>The hub stops recording this camera at once.</p>
        <p className="dim">Recordings that are already there go as their time runs out.</p>
      </ConfirmDialog>
    </section>
  );
}

function pictureWords({ video, hasSound }: CameraView): string | undefined {
  if (video === undefined) return undefined;
  return `${video.width} × ${video.height}, ${hasSound ? "with sound" : "no sound"}`;
}

const BACK = { to: "/settings", label: "Settings" } as const;
