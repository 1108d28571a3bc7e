// SPDX-License-Identifier: AGPL-3.0-or-later
/**
 * @file Shows one camera live inside a container. Owns the element in it: a canvas that the vault's worker paints,
 * or, where the browser has no WebCodecs for this camera, a video fed through MediaSource.
 */
import type { LiveEvent, LiveHandle, VaultApi } from "../vault-client/vault-api.ts";
import { LiveMediaSource } from "./live-media-source.ts";
import type { LiveStatus } from "./player-props.ts";
import { SoundOutput } from "./sound-output.ts";

/** The vault's way to say: not by WebCodecs. */
const NO_DECODER = "live.no_decoder";

export class LiveView {
  readonly #vault: VaultApi;
  readonly #camera: string;
  readonly #container: HTMLElement;
  readonly #onStatus: (status: LiveStatus) => void;
  readonly #sound = new SoundOutput();
  #handle: LiveHandle;
  #media: LiveMediaSource | undefined;
  #wantsSound = false;
  #status: LiveStatus = { state: "connecting", framesPainted: 0 };

  constructor(vault: VaultApi, camera: string, container: HTMLElement, onStatus: (status: LiveStatus) => void) {
    this.#vault = vault;
    this.#camera = camera;
    this.#container = container;
    this.#onStatus = onStatus;
    this.#handle = canPaintInWorker() ? this.#startOnCanvas() : this.#startOnVideo();
  }

  setSound(on: boolean): void {
    this.#wantsSound = on;
    if (this.#media !== undefined) {
      this.#media.setSound(on);
      return;
    }
    if (on) this.#sound.start();
    this.#handle.setSound(on);
  }

  close(): void {
    this.#handle.stop();
    this.#media?.close();
    this.#sound.close();
    this.#container.replaceChildren();
  }

  #startOnCanvas(): LiveHandle {
    // A new one each time: a canvas is handed to a worker only once.
    const canvas = document.createElement("canvas");
    fill(canvas);
    this.#container.replaceChildren(canvas);
    const offscreen = canvas.transferControlToOffscreen();
    return this.#vault.startLive({ camera: this.#camera, canvas: offscreen }, (event) => this.#take(event));
  }

  #startOnVideo(): LiveHandle {
    const video = document.createElement("video");
    fill(video);
    this.#container.replaceChildren(video);
    const handle = this.#vault.startLive({ camera: this.#camera }, (event) => this.#take(event));
    this.#media = new LiveMediaSource(video, {
      onShown: (captureTimeMs) => handle.reportShown(captureTimeMs),
      onProblem: (problem) => this.#report({ ...this.#status, state: "refused", problem }),
      onSize: (width, height) => this.#report({ ...this.#status, width, height }),
    });
    this.#media.setSound(this.#wantsSound);
    return handle;
  }

  #take(event: LiveEvent): void {
    switch (event.kind) {
      case "state": {
        if (event.problem?.code === NO_DECODER && this.#media === undefined) {
          this.#handle.stop();
          this.#handle = this.#startOnVideo();
          return;
        }
        if (this.#media?.problem !== undefined) return;
        const { problem: _before, ...rest } = this.#status;
        const problem = event.problem === undefined ? {} : { problem: event.problem };
        this.#report({ ...rest, state: event.state, ...problem });
        return;
      }
      case "video":
        this.#container.style.aspectRatio = `${event.width} / ${event.height}`;
        this.#report({ ...this.#status, width: event.width, height: event.height });
        return;
      case "stats":
        this.#report({ ...this.#status, ageMs: event.ageMs, framesPainted: event.framesPainted });
        return;
      case "mse-init":
        this.#media?.startClip(event);
        return;
      case "mse-fragment":
        this.#media?.append(event);
        return;
      case "sound":
        this.#sound.play(event.samples, event.channels, event.sampleRate);
    }
  }

  #report(status: LiveStatus): void {
    this.#status = status;
    this.#onStatus(status);
  }
}

function canPaintInWorker(): boolean {
  return typeof VideoDecoder !== "undefined" && "transferControlToOffscreen" in HTMLCanvasElement.prototype;
}

function fill(element: HTMLElement): void {
  Object.assign(element.style, {
    position: "absolute",
    inset: "0",
    width: "100%",
    height: "100%",
    objectFit: "contain",
  });
}
