// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file The refusal of a picture's description, and the bound on the picture that it may announce. */
import { MediaError } from "../errors.ts";

/** A camera that announces more makes every viewer allocate it. No camera of today is larger than 8192 either way. */
export const MAX_SIDE_PIXELS = 8192;

export function badParameterSets(message: string): MediaError {
  return new MediaError("media.bad_parameter_sets", message);
}

/** @throws media.bad_parameter_sets */
export function assertPictureSize(width: number, height: number): void {
  if (width < 1 || height < 1 || width > MAX_SIDE_PIXELS || height > MAX_SIDE_PIXELS) {
    throw badParameterSets(`a picture of ${width}x${height}`);
  }
}
