// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file A new camera: what it is called, where it is, what it asks for, how long its recordings stay. */
import { Button, PasswordInput, SegmentedControl, TextInput } from "@mantine/core";
import { IconLock } from "@tabler/icons-react";
import { useState, type ReactElement } from "react";
import { useNavigate } from "react-router";
import { PageHeader } from "@nightlatch/ui-kit/PageHeader";
import { ProblemNote } from "@nightlatch/ui-kit/ProblemNote";
import { useAction } from "@nightlatch/ui-kit/use-action";
import { useVault } from "../../vault-view/vault-view.ts";
import { checkSource, EMPTY_FIELDS, type SourceFields } from "./camera-source.ts";
import { DEFAULT_RETENTION } from "./retention.ts";
import { RetentionFields } from "./RetentionFields.tsx";

export function AddCameraScreen(): ReactElement {
  const vault = useVault();
  const navigate = useNavigate();
  const [name, setName] = useState("");
  const [fields, setFields] = useState<SourceFields>(EMPTY_FIELDS);
  const [retention, setRetention] = useState(DEFAULT_RETENTION);
  const [isChecked, setChecked] = useState(false);
  const checked = checkSource(fields);
  const add = useAction(async () => {
    setChecked(true);
    if (!checked.ok) return;
    const camera = await vault.addCamera({ name: name.trim(), source: checked.source, retention });
    await navigate(`/cameras/${camera}`, { replace: true });
  });
  const put = (change: Partial<SourceFields>): void => setFields({ ...fields, ...change });
  const wrong = isChecked && !checked.ok ? checked : undefined;
  return (
    <div className="narrow">
      <PageHeader title="Add a camera" back={{ to: "/cameras", label: "Cameras" }} />
      <form
        className="card form"
        onSubmit={(event) => {
          event.preventDefault();
          add.run();
        }}
      >
        <TextInput
          label="Name"
          placeholder="Front door"
          description="Sealed like the pictures: only your household reads it."
          value={name}
          onChange={(event) => setName(event.currentTarget.value)}
          maxLength={60}
          autoFocus
          autoComplete="off"
        />
        <SegmentedControl
          aria-label="Kind of camera"
          value={fields.kind}
          onChange={(kind) => put({ kind: kind === "usb" ? "usb" : "rtsp" })}
          data={[
            { value: "rtsp", label: "Network camera" },
            { value: "usb", label: "USB camera" },
          ]}
          radius="xl"
          size="md"
        />
        {fields.kind === "rtsp" ? (
          <>
            <TextInput
              label="Address"
              placeholder="rtsp://192.168.1.20/stream1"
              description="The camera’s manual or its own settings page names it, often under “RTSP”."
              value={fields.url}
              onChange={(event) => put({ url: event.currentTarget.value })}
              error={wrong?.field === "url" && wrong.words}
              inputMode="url"
              autoComplete="off"
              autoCapitalize="none"
              spellCheck={false}
            />
            <TextInput
              label="User name of the camera"
              value={fields.username}
              onChange={(event) => put({ username: event.currentTarget.value })}
              autoComplete="off"
              autoCapitalize="none"
              spellCheck={false}
            />
            <PasswordInput
              label="Password of the camera"
              value={fields.password}
              onChange={(event) => put({ password: event.currentTarget.value })}
              error={wrong?.field === "password" && wrong.words}
              autoComplete="off"
              visibilityToggleButtonProps={{ "aria-label": "Show the password" }}
            />
            <p className="dim camera-seal-note">
              <IconLock size={16} aria-hidden="true" /> Address and password are sealed for your hub alone. The server
              can’t read them.
            </p>
          </>
        ) : (
          <TextInput
            label="Camera on the hub"
            description="The first camera plugged into the hub’s computer is /dev/video0."
            value={fields.device}
            onChange={(event) => put({ device: event.currentTarget.value })}
            error={wrong?.field === "device" && wrong.words}
            autoComplete="off"
            autoCapitalize="none"
            spellCheck={false}
          />
        )}
        <RetentionFields retention={retention} onChange={setRetention} />
        <ProblemNote problem={add.problem} title="The camera was not added" />
        <div className="form-actions">
          <Button type="submit" size="md" loading={add.isBusy} disabled={name.trim() === ""}>
            Add camera
          </Button>
        </div>
      </form>
    </div>
  );
}
