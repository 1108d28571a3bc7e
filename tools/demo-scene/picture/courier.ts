// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file The courier, in centimetres from the ground up, seen from the front, from behind or in profile. */
import { box, disc, limb, polygon, type Canvas, type Point } from "./brush.ts";
import { drawParcel } from "./parcel.ts";
import { pixelsPerMetre, STEP_M, type CourierPose } from "./timeline.ts";

const SKIN = "#e2a77f";
const SKIN_SHADE = "#cf8f68";
const JACKET = "#2f8f8b";
const JACKET_SHADE = "#25757a";
const TROUSERS = "#3a4763";
const TROUSERS_SHADE = "#2f3a53";
const SHOE = "#5b3d35";
const CAP = "#f2b33d";
const CAP_SHADE = "#d8962b";
const HAIR = "#4a2f2a";
const STRAP = "#e9edef";

export function drawCourier(c: Canvas, pose: CourierPose): void {
  const scale = pixelsPerMetre(pose.groundY) / 100;
  const phase = pose.walking ? (pose.walkedM / STEP_M) * Math.PI : 0;
  c.save();
  c.translate(pose.x, pose.groundY);
  c.scale(scale, scale);
  disc(c, "rgb(45 60 60 / 0.25)", 6, 0, 34, 6);
  c.scale(pose.breadth, 1);
  if (pose.facing === "left") drawProfile(c, pose, phase);
  else drawFrontOrBack(c, pose, phase);
  c.restore();
}

function drawFrontOrBack(c: Canvas, pose: CourierPose, phase: number): void {
  const away = pose.facing === "away";
  const swing = pose.walking ? Math.sin(phase) : 0;
  const bob = pose.walking ? Math.abs(Math.cos(phase)) * 2.4 : 0;
  const drop = pose.crouch * 52;
  const sway = swing * 1.8;
  drawFrontLeg(c, -1, Math.max(0, swing), pose.crouch, away);
  drawFrontLeg(c, 1, Math.max(0, -swing), pose.crouch, away);
  c.save();
  c.translate(sway, drop - bob);
  if (away) drawFreeArms(c, swing, pose);
  box(c, JACKET, -24, -146, 48, 64, [20, 20, 9, 9]);
  box(c, JACKET_SHADE, 8, -146, 16, 64, [0, 20, 9, 0]);
  if (away) drawBackpack(c);
  else drawJacketFront(c);
  drawFrontHead(c, away, pose.crouch);
  if (!away && !pose.carries) drawFreeArms(c, swing, pose);
  c.restore();
  if (pose.carries && !away) drawCarriedInFront(c, pose, sway, drop, bob);
}

function drawFrontLeg(c: Canvas, side: -1 | 1, lift: number, crouch: number, away: boolean): void {
  const hip: Point = [side * 11, -86 + crouch * 50];
  const knee: Point = [side * (12 + crouch * 20), -45 - lift * 7 + crouch * 6];
  const ankle: Point = [side * 12, -5 - lift * 19];
  const colour = side === 1 ? TROUSERS_SHADE : TROUSERS;
  limb(c, colour, 19, hip, knee, ankle);
  // A foot swung towards the lens looks larger.
  const size = away ? 1 - lift * 0.1 : 1 + lift * 0.22;
  disc(c, SHOE, side * 13, -3 - lift * 17, 10.5 * size, (away ? 6 : 7.5) * size);
  box(c, "#3f2a26", side * 13 - 10 * size, 0.5 - lift * 15, 20 * size, 4, 2);
}

function drawJacketFront(c: Canvas): void {
  limb(c, "#1f666b", 1.8, [0, -140], [0, -86]);
  polygon(c, "#f6efe2", [-9, -147], [9, -147], [0, -134]);
  box(c, STRAP, -24, -112, 48, 5);
  box(c, "#f6efe2", 7, -130, 10, 7, 1.5);
}

function drawBackpack(c: Canvas): void {
  box(c, "#e2764f", -19, -142, 38, 48, 9);
  box(c, "#c9603d", -14, -118, 28, 20, 5);
  box(c, "#f4d7a8", -8, -136, 16, 4, 2);
}

function drawFrontHead(c: Canvas, away: boolean, crouch: number): void {
  c.save();
  c.translate(0, crouch * 10);
  box(c, SKIN_SHADE, -6, -154, 12, 12, 4);
  disc(c, away ? HAIR : SKIN, 0, -165, 15.5, 17);
  for (const side of [-1, 1]) {
    disc(c, SKIN_SHADE, side * 15, -161, 2.8, 4);
    if (!away) box(c, HAIR, side * 13.2 - 3, -172, 6, 12.5, 2.6);
  }
  if (!away) drawFace(c);
  c.beginPath();
  c.ellipse(0, -171, 17, 15, 0, Math.PI, 0);
  c.fillStyle = CAP;
  c.fill();
  if (away) box(c, CAP_SHADE, -7, -172, 14, 4, 2);
  else {
    disc(c, CAP_SHADE, 0, -170.6, 17.6, 4);
    limb(c, "#fdf3dc", 2.6, [-3.6, -178.5], [0, -176], [3.6, -178.5]);
  }
  c.restore();
}

function drawFace(c: Canvas): void {
  disc(c, HAIR, -5.6, -161.5, 1.8, 2.3);
  disc(c, HAIR, 5.6, -161.5, 1.8, 2.3);
  disc(c, "#e58a72", -9.6, -156, 3, 2);
  disc(c, "#e58a72", 9.6, -156, 3.2, 2.2);
  c.beginPath();
  c.arc(0, -156.8, 4.2, 0.15 * Math.PI, 0.85 * Math.PI);
  c.strokeStyle = "#8a4a3c";
  c.lineWidth = 1.8;
  c.stroke();
}

function drawFreeArms(c: Canvas, swing: number, pose: CourierPose): void {
  const reach = pose.crouch * 34;
  const left: readonly Point[] = [
    [-23, -136],
    [-30, -114],
    [-26 + swing * 2 + reach * 0.3, -92 - swing * 5 + reach],
  ];
  drawArm(c, JACKET, left);
  const { wavingS } = pose;
  if (wavingS === undefined) {
    drawArm(c, JACKET_SHADE, [
      [23, -136],
      [30, -114],
      [26 + swing * 2 - reach * 0.3, -92 + swing * 5 + reach],
    ]);
    return;
  }
  const up = Math.min(1, wavingS / 0.25) * Math.min(1, Math.max(0, 1.9 - wavingS) / 0.25);
  const wave = Math.sin(wavingS * 9) * 8 * up;
  drawArm(c, JACKET_SHADE, [
    [23, -136],
    [30 + 11 * up, -114 - 14 * up],
    [26 + 17 * up + wave, -92 - 74 * up],
  ]);
}

function drawArm(c: Canvas, colour: string, points: readonly Point[]): void {
  const hand = points[points.length - 1] ?? [0, 0];
  limb(c, colour, 13, ...points);
  disc(c, SKIN, hand[0], hand[1], 6.6);
}

function drawCarriedInFront(c: Canvas, pose: CourierPose, sway: number, drop: number, bob: number): void {
  const lower = pose.crouch;
  const parcelY = -96 - bob + lower * 100;
  const [x, shoulderY] = [sway, -134 + drop - bob];
  drawParcel(c, x, parcelY, 0.86);
  drawArm(c, JACKET, [
    [x - 20, shoulderY],
    [x - 29, (shoulderY + parcelY) / 2],
    [x - 23, parcelY - 10],
  ]);
  drawArm(c, JACKET_SHADE, [
    [x + 20, shoulderY],
    [x + 29, (shoulderY + parcelY) / 2],
    [x + 23, parcelY - 10],
  ]);
}

/** Walks to the left. */
function drawProfile(c: Canvas, pose: CourierPose, phase: number): void {
  const swing = pose.walking ? Math.sin(phase) : 0;
  const bob = pose.walking ? Math.abs(Math.cos(phase)) * 3 : 0;
  drawProfileLeg(c, -swing, Math.cos(phase + Math.PI), pose.walking, bob, TROUSERS_SHADE);
  c.save();
  c.translate(0, -bob);
  if (!pose.carries)
    drawArm(c, JACKET_SHADE, [
      [1, -134],
      [3 + swing * 12, -112],
      [-4 + swing * 24, -94],
    ]);
  c.restore();
  drawProfileLeg(c, swing, Math.cos(phase), pose.walking, bob, TROUSERS);
  c.save();
  c.translate(0, -bob);
  box(c, "#e2764f", 8, -141, 20, 44, 8);
  box(c, JACKET, -16, -146, 33, 64, [15, 15, 8, 8]);
  box(c, STRAP, -16, -112, 33, 5);
  drawProfileHead(c);
  if (pose.carries) {
    drawParcel(c, -32, -93, 0.8);
    drawArm(c, JACKET_SHADE, [
      [1, -134],
      [4, -112],
      [-24, -97],
    ]);
  } else
    drawArm(c, JACKET_SHADE, [
      [1, -134],
      [3 - swing * 12, -112],
      [-4 - swing * 24, -94],
    ]);
  c.restore();
}

/** @param forward -1 behind, 1 ahead. @param speed positive while the foot is in the air, going ahead. */
function drawProfileLeg(
  c: Canvas,
  forward: number,
  speed: number,
  walking: boolean,
  bob: number,
  colour: string,
): void {
  const thigh = 0.46 * forward + (walking ? 0.1 * Math.max(0, speed) : 0);
  const bend = walking ? 0.12 + 0.95 * Math.max(0, speed) : 0;
  const hip: Point = [0, -86 - bob];
  const knee: Point = [hip[0] - Math.sin(thigh) * 42, hip[1] + Math.cos(thigh) * 42];
  const ankle: Point = [knee[0] - Math.sin(thigh - bend) * 40, Math.min(-5, knee[1] + Math.cos(thigh - bend) * 40)];
  limb(c, colour, 18, hip, knee, ankle);
  c.save();
  c.translate(ankle[0], ankle[1]);
  c.rotate(walking ? -Math.max(0, speed) * 0.35 + (thigh - bend) * 0.25 : 0);
  box(c, SHOE, -18, -4, 26, 9, [7, 4, 3, 3]);
  c.restore();
}

function drawProfileHead(c: Canvas): void {
  box(c, SKIN_SHADE, -7, -155, 13, 14, 4);
  disc(c, SKIN, -2, -165, 15.5, 17);
  disc(c, SKIN, -17, -162, 3.6, 3);
  disc(c, HAIR, -11, -165, 1.9, 2.4);
  disc(c, "#e58a72", -8, -158, 3.2, 2.2);
  c.beginPath();
  c.ellipse(2, -165, 13, 15, 0, -0.5 * Math.PI, 0.55 * Math.PI);
  c.fillStyle = HAIR;
  c.fill();
  disc(c, SKIN_SHADE, 3, -162, 3.2, 4.4);
  c.beginPath();
  c.ellipse(-1, -171, 17, 15, 0, Math.PI, 0);
  c.fillStyle = CAP;
  c.fill();
  box(c, CAP_SHADE, -30, -174, 30, 5.5, 3);
}
