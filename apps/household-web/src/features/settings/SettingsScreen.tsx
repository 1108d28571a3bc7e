// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file Cameras, space, looks, and what Nightlatch promises. */
import { Button, Progress, SegmentedControl, useMantineColorScheme } from "@mantine/core";
import {
  IconChevronRight,
  IconDeviceCctv,
  IconInfoCircle,
  IconLifebuoy,
  IconPlus,
  IconRouter,
} from "@tabler/icons-react";
import type { ReactElement } from "react";
import { Link } from "react-router";
import { PageHeader } from "@nightlatch/ui-kit/PageHeader";
import { ProblemNote } from "@nightlatch/ui-kit/ProblemNote";
import { sizeWords } from "@nightlatch/ui-kit/size-words";
import type { CameraView } from "../../vault-client/vault-api.ts";
import { useHousehold } from "../../vault-view/use-household.ts";
import { useAnswer } from "@nightlatch/ui-kit/use-answer";
import { useVaultView } from "../../vault-view/vault-view.ts";
import { retentionWords } from "../cameras/retention.ts";
import { ForgetBrowser } from "./ForgetBrowser.tsx";
import "./settings.css";

export function SettingsScreen(): ReactElement {
  const { isOwner, hasHub } = useHousehold();
  return (
    <div className="narrow">
      <PageHeader title="Settings" />
      <Cameras isOwner={isOwner} hasHub={hasHub} />
      <Space />
      <Looks />
      <section className="section" aria-labelledby="more">
        <div className="section-head">
          <h2 className="section-title" id="more">
            About
          </h2>
        </div>
        <ul className="rows card">
          <HelpRow />
          <li>
            <Link className="row" to="/settings/about">
              <span className="row-icon row-icon-brass">
                <IconInfoCircle size={22} stroke={1.7} aria-hidden="true" />
              </span>
              <span className="row-words">
                <span className="row-title">What we promise, and the limits</span>
                <span className="row-note">In plain words</span>
              </span>
              <IconChevronRight size={20} className="row-go" aria-hidden="true" />
            </Link>
          </li>
        </ul>
      </section>
      <ForgetBrowser />
    </div>
  );
}

/** A server without an operator has nobody to ask. */
function HelpRow(): ReactElement | null {
  const desk = useAnswer(useVaultView().supportDesk);
  if (desk.kind === "waiting" || (desk.kind === "here" && desk.value === undefined)) return null;
  return (
    <li>
      <Link className="row" to="/help">
        <span className="row-icon row-icon-brass">
          <IconLifebuoy size={22} stroke={1.7} aria-hidden="true" />
        </span>
        <span className="row-words">
          <span className="row-title">Help</span>
          <span className="row-note">Ask support, and see who has seen what</span>
        </span>
        <IconChevronRight size={20} className="row-go" aria-hidden="true" />
      </Link>
    </li>
  );
}

function Cameras({ isOwner, hasHub }: Readonly<{ isOwner: boolean; hasHub: boolean }>): ReactElement {
  const cameras = useAnswer(useVaultView().cameras);
  return (
    <section className="section" aria-labelledby="cameras">
      <div className="section-head">
        <h2 className="section-title" id="cameras">
          Cameras
        </h2>
        {isOwner && hasHub && (
          <Button
            component={Link}
            to="/settings/cameras/new"
            variant="default"
            leftSection={<IconPlus size={18} aria-hidden="true" />}
          >
            Add camera
          </Button>
        )}
      </div>
      {cameras.kind === "failed" && <ProblemNote problem={cameras.problem} />}
      <ul className="rows card">
        {cameras.kind === "here" &&
          cameras.value.map((camera) => (
            <li key={camera.id}>
              <CameraRow camera={camera} isOwner={isOwner} />
            </li>
          ))}
        {!hasHub && (
          <li>
            <Link className="row" to="/settings/hub">
              <span className="row-icon row-icon-brass">
                <IconRouter size={22} stroke={1.7} aria-hidden="true" />
              </span>
              <span className="row-words">
                <span className="row-title">Connect a hub</span>
                <span className="row-note">It reads your cameras and seals every picture at home</span>
              </span>
              <IconChevronRight size={20} className="row-go" aria-hidden="true" />
            </Link>
          </li>
        )}
        {hasHub && cameras.kind === "here" && cameras.value.length === 0 && (
          <li className="row dim">No cameras yet.</li>
        )}
      </ul>
    </section>
  );
}

function CameraRow({ camera, isOwner }: Readonly<{ camera: CameraView; isOwner: boolean }>): ReactElement {
  const hasFailed = camera.state === "failed";
  const words = (
    <>
      <span className="row-icon">
        <IconDeviceCctv size={22} stroke={1.7} aria-hidden="true" />
      </span>
      <span className="row-words">
        <span className="row-title">{camera.name}</span>
        <span className={hasFailed ? "row-note row-note-bad" : "row-note"}>
          {hasFailed ? (camera.problem?.advice ?? "The hub can’t reach it") : retentionWords(camera.retention)}
        </span>
      </span>
    </>
  );
  if (!isOwner) return <div className="row">{words}</div>;
  return (
    <Link className="row" to={`/settings/cameras/${camera.id}`}>
      {words}
      <IconChevronRight size={20} className="row-go" aria-hidden="true" />
    </Link>
  );
}

function Space(): ReactElement | null {
  const usage = useAnswer(useVaultView().usage);
  if (usage.kind !== "here") return null;
  const { usedBytes, quotaBytes } = usage.value;
  return (
    <section className="section" aria-labelledby="space">
      <div className="section-head">
        <h2 className="section-title" id="space">
          Space on the server
        </h2>
      </div>
      <div className="card space">
        {quotaBytes > 0 && (
          <Progress value={(usedBytes / quotaBytes) * 100} radius="xl" size="lg" aria-label="Space used" />
        )}
        <p className="dim numbers">
          {quotaBytes > 0 ? `${sizeWords(usedBytes)} of ${sizeWords(quotaBytes)} used` : `${sizeWords(usedBytes)} used`}
        </p>
      </div>
    </section>
  );
}

function Looks(): ReactElement {
  const { colorScheme, setColorScheme } = useMantineColorScheme();
  return (
    <section className="section" aria-labelledby="looks">
      <div className="section-head">
        <h2 className="section-title" id="looks">
          Looks
        </h2>
      </div>
      <SegmentedControl
        aria-labelledby="looks"
        value={colorScheme}
        onChange={(choice) => setColorScheme(choice === "light" || choice === "dark" ? choice : "auto")}
        data={[
          { value: "auto", label: "Like the device" },
          { value: "light", label: "Light" },
          { value: "dark", label: "Dark" },
        ]}
        radius="xl"
        size="md"
        fullWidth
      />
    </section>
  );
}
