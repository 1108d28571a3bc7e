// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file The story in seconds. The last frame leads back to the first, so the loop has no seam. */

export const WIDTH = 1280;
export const HEIGHT = 720;
export const FRAMES_PER_SECOND = 15;
export const DURATION_S = 48;

/** The doorbell hangs 1.3 m high: whatever is 1.3 m tall touches the horizon, near or far. */
export const HORIZON_Y = 300;
const LENS_HEIGHT_M = 1.3;
const FOCAL_PX = 700;

export const SIDEWALK_Y = 406;
export const DOORSTEP_Y = 634;
export const PATH_X = 640;

const WALK_M_PER_S = 1.35;
export const STEP_M = 0.68;

/** Pixels a metre for things that stand at this height of the picture. */
export function pixelsPerMetre(groundY: number): number {
  return (groundY - HORIZON_Y) / LENS_HEIGHT_M;
}

function depthOf(groundY: number): number {
  return (LENS_HEIGHT_M * FOCAL_PX) / (groundY - HORIZON_Y);
}

function groundAt(depthM: number): number {
  return HORIZON_Y + (LENS_HEIGHT_M * FOCAL_PX) / depthM;
}

export type CourierPose = Readonly<{
  x: number;
  groundY: number;
  facing: "left" | "camera" | "away";
  /** 1: seen full; towards 0 in the middle of a turn. */
  breadth: number;
  /** Walked so far; drives the legs, so that feet do not slide. */
  walkedM: number;
  walking: boolean;
  carries: boolean;
  /** 0 upright, 1 hands at the ground. */
  crouch: number;
  /** Undefined: not waving. Else seconds since the hand went up. */
  wavingS: number | undefined;
}>;

const ENTER_X = 1345;
const EXIT_X = -60;
const ENTER_S = 5.2;
const SIDEWALK_S = (ENTER_X - PATH_X) / pixelsPerMetre(SIDEWALK_Y) / WALK_M_PER_S;
const PATH_M = depthOf(SIDEWALK_Y) - depthOf(DOORSTEP_Y);
const PATH_S = PATH_M / WALK_M_PER_S;
const TURN_S = 0.4;
const ARRIVE_S = ENTER_S + SIDEWALK_S;
const AT_DOOR_S = ARRIVE_S + TURN_S + PATH_S;
export const PARCEL_DOWN_S = AT_DOOR_S + 1.2;
const UPRIGHT_S = AT_DOOR_S + 2.3;
const WAVE_END_S = UPRIGHT_S + 1.9;
const LEAVE_S = WAVE_END_S + TURN_S;
const BACK_AT_STREET_S = LEAVE_S + PATH_S;
const EXIT_START_S = BACK_AT_STREET_S + TURN_S;
const GONE_S = EXIT_START_S + (PATH_X - EXIT_X) / pixelsPerMetre(SIDEWALK_Y) / WALK_M_PER_S;

export const PARCEL_TAKEN_S = 40.2;
export const PARCEL_GONE_S = 41.6;
export const PORCH_LIGHT_ON_S = 31.5;
export const PORCH_LIGHT_OFF_S = 45.2;

/** Passes of cars: when, how long, which way. */
export const CARS = [
  { startS: 1.2, durationS: 3.6, direction: 1, coat: "#e0604c" },
  { startS: 35.2, durationS: 3.8, direction: -1, coat: "#f0c75e" },
] as const;

/** Where the courier is, or undefined when out of the picture. */
export function courierAt(t: number): CourierPose | undefined {
  if (t < ENTER_S || t >= GONE_S) return undefined;
  const still = { x: PATH_X, breadth: 1, walking: false, crouch: 0, wavingS: undefined, walkedM: 0 };
  if (t < ARRIVE_S) {
    const walkedM = (t - ENTER_S) * WALK_M_PER_S;
    const x = ENTER_X - walkedM * pixelsPerMetre(SIDEWALK_Y);
    return { ...still, x, groundY: SIDEWALK_Y, facing: "left", walkedM, walking: true, carries: true };
  }
  if (t < ARRIVE_S + TURN_S) return turning("left", "camera", (t - ARRIVE_S) / TURN_S, SIDEWALK_Y, true);
  if (t < AT_DOOR_S) {
    const walkedM = (t - ARRIVE_S - TURN_S) * WALK_M_PER_S;
    const groundY = groundAt(depthOf(SIDEWALK_Y) - walkedM);
    return { ...still, groundY, facing: "camera", walkedM, walking: true, carries: true };
  }
  if (t < WAVE_END_S) {
    const crouch = bump(t, AT_DOOR_S, PARCEL_DOWN_S - 0.25, PARCEL_DOWN_S + 0.1, UPRIGHT_S);
    const wavingS = t > UPRIGHT_S ? t - UPRIGHT_S : undefined;
    return { ...still, groundY: DOORSTEP_Y, facing: "camera", crouch, carries: t < PARCEL_DOWN_S, wavingS };
  }
  if (t < LEAVE_S) return turning("camera", "away", (t - WAVE_END_S) / TURN_S, DOORSTEP_Y, false);
  if (t < BACK_AT_STREET_S) {
    const walkedM = (t - LEAVE_S) * WALK_M_PER_S;
    const groundY = groundAt(depthOf(DOORSTEP_Y) + walkedM);
    return { ...still, groundY, facing: "away", walkedM, walking: true, carries: false };
  }
  if (t < EXIT_START_S) return turning("away", "left", (t - BACK_AT_STREET_S) / TURN_S, SIDEWALK_Y, false);
  const walkedM = (t - EXIT_START_S) * WALK_M_PER_S;
  const x = PATH_X - walkedM * pixelsPerMetre(SIDEWALK_Y);
  return { ...still, x, groundY: SIDEWALK_Y, facing: "left", walkedM, walking: true, carries: false };
}

function turning(
  from: CourierPose["facing"],
  to: CourierPose["facing"],
  progress: number,
  groundY: number,
  carries: boolean,
): CourierPose {
  return {
    x: PATH_X,
    groundY,
    facing: progress < 0.5 ? from : to,
    breadth: 0.62 + 0.38 * Math.abs(Math.cos(progress * Math.PI)),
    walkedM: 0,
    walking: false,
    carries,
    crouch: 0,
    wavingS: undefined,
  };
}

/** Eases between 0 and 1: up from a to b, down from c to d. */
export function bump(t: number, a: number, b: number, c: number, d: number): number {
  return Math.min(ease((t - a) / (b - a)), 1 - ease((t - c) / (d - c)));
}

export function ease(x: number): number {
  const u = Math.min(1, Math.max(0, x));
  return u * u * (3 - 2 * u);
}
