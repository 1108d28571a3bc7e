// SPDX-License-Identifier: AGPL-3.0-or-later
/**
 * @file Opens the viewer of one grant. It ends at the grant's time, with the session, at the household's word, or when the
 * page leaves; whichever comes first. Then the canvas is empty and the keys are let go.
 */
import { NightlatchError } from "@nightlatch/errors";
import { formatId } from "@nightlatch/protocol/wire";
import type { VaultApi, ViewerEvent, ViewerHandle, ViewerInput } from "../../vault-client/vault-api.ts";
import type { Desk } from "../desk/desk.ts";
import type { LiveDesk } from "../desk/live-desk.ts";
import { ClipViewer } from "../footage/clip-viewer.ts";
import { LiveViewer } from "../footage/live-viewer.ts";
import { findGrants, type OpenGrant } from "../footage/open-grants.ts";
import { withViewerLock } from "../footage/viewer-lock.ts";
import { problemOf } from "../serve-vault.ts";

export type ViewerDeps = Readonly<{ desk: Desk; live: LiveDesk; locks: LockManager; monotonicMs: () => number }>;
type Tell = (event: ViewerEvent) => void;

export function viewerCalls(deps: ViewerDeps): Pick<VaultApi, "openViewer"> {
  return {
    openViewer(input, tell) {
      const showing = new Showing(deps, input, tell);
      void showing.run();
      return showing;
    },
  };
}

class Showing implements ViewerHandle {
  readonly #deps: ViewerDeps;
  readonly #input: ViewerInput;
  readonly #tell: Tell;
  /** Aborted with "left" by the page, with "ended" by everything else. */
  readonly #end = new AbortController();
  #clips: ClipViewer | undefined;

  constructor(deps: ViewerDeps, input: ViewerInput, tell: Tell) {
    this.#deps = deps;
    this.#input = input;
    this.#tell = (event) => {
      // Nothing of the picture is told after the end.
      if (!this.#end.signal.aborted) tell(event);
    };
    this.#end.signal.addEventListener("abort", () => {
      if (this.#end.signal.reason === ENDED) tell({ kind: "state", state: "ended" });
    });
  }

  pause(): void {
    this.#clips?.pause();
  }

  play(): void {
    this.#clips?.play();
  }

  chooseClip(index: number): void {
    this.#clips?.chooseClip(index);
  }

  stop(): void {
    this.#end.abort(LEFT);
  }

  async run(): Promise<void> {
    this.#tell({ kind: "state", state: "opening" });
    try {
      await withViewerLock(this.#deps.locks, () => this.#show());
    } catch (error) {
      this.#tell({ kind: "state", state: "failed", problem: problemOf(error) });
      this.#end.abort(LEFT);
    }
  }

  async #show(): Promise<void> {
    const { desk } = this.#deps;
    const { session } = desk.signedIn();
    const grant = (await findGrants(session.call)).find((one) => one.grant === this.#input.grant);
    const leftMs = (grant?.untilMs ?? 0) - desk.deps.nowMs();
    if (grant === undefined || leftMs <= 0) {
      this.#end.abort(ENDED);
      return;
    }
    const timer = setTimeout(() => this.#end.abort(ENDED), leftMs);
    const unsubscribe = desk.subscribe((change) => {
      if (change === "status" && desk.session !== session) this.#end.abort(ENDED);
      if (change === "grants") void this.#endIfGone();
    });
    try {
      await (grant.kind === "live" ? this.#showLive(grant) : this.#showClips(grant));
    } finally {
      clearTimeout(timer);
      unsubscribe();
    }
  }

  async #showClips(grant: OpenGrant): Promise<void> {
    const { desk, monotonicMs } = this.#deps;
    const { session, identity, operator } = desk.signedIn();
    this.#clips = await ClipViewer.open(
      {
        call: session.call,
        staff: identity.staff,
        operator,
        nowMs: desk.deps.nowMs,
        monotonicMs,
        canvas: this.#input.canvas,
        who: whoLooks(desk),
        signal: this.#end.signal,
        tell: this.#tell,
      },
      grant,
    );
    await this.#clips.run();
  }

  async #showLive({ grant, camera = "" }: OpenGrant): Promise<void> {
    const { desk, live } = this.#deps;
    const { identity } = desk.signedIn();
    const failed = Promise.withResolvers<never>();
    const viewer = new LiveViewer({
      staff: identity.staff,
      grant,
      canvas: this.#input.canvas,
      who: whoLooks(desk),
      nowMs: desk.deps.nowMs,
      tell: this.#tell,
      // A clip from before the grant is not sealed to it: the next one is.
      onError: (error) => {
        if (error.code !== "protocol.unknown_epoch") failed.reject(error);
      },
    });
    const unwatch = live.watch({
      grant,
      camera,
      onOpening: (bytes) => viewer.takeOpening(bytes),
      onFrame: (bytes) => viewer.takeFrame(bytes),
      onEnded: () => this.#end.abort(ENDED),
      onOffline: (isOffline) => {
        if (isOffline) failed.reject(offline());
      },
    });
    try {
      await Promise.race([failed.promise, aborted(this.#end.signal)]);
    } finally {
      unwatch();
      viewer.close();
    }
  }

  /** The household stopped it, or its device was removed: the server lists it no more. */
  async #endIfGone(): Promise<void> {
    const { session } = this.#deps.desk;
    if (session === undefined) {
      this.#end.abort(ENDED);
      return;
    }
    const open = await findGrants(session.call).catch(() => undefined);
    // Without an answer the parts that are asked for next decide.
    if (open !== undefined && !open.some(({ grant }) => grant === this.#input.grant)) this.#end.abort(ENDED);
  }
}

const ENDED = "ended";
const LEFT = "left";

function whoLooks(desk: Desk): string {
  const me = desk.me();
  return me === undefined ? "" : `${me.name} · ${formatId(me.id)}`;
}

function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    signal.addEventListener("abort", () => resolve(), { once: true });
  });
}

function offline(): NightlatchError {
  return new NightlatchError("viewer.camera_offline", "the hub says that the camera is offline", {
    advice: "The household's camera is not connected just now. Try again in a while.",
  });
}
