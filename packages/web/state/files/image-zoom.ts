// The zoom of the image viewer: its steps, and gestures on a touch screen.

/** The steps, as a factor of the size at which the whole image is in view. */
export const ZOOM_STEPS: readonly number[] = [1, 1.5, 2, 3, 4, 6, 8];

const ZOOM_MAX = ZOOM_STEPS.at(-1) as number;

/** The next step in a direction. */
export function zoomed(zoom: number, direction: 1 | -1): number {
  const next = direction > 0 ? ZOOM_STEPS.find((step) => step > zoom) : ZOOM_STEPS.findLast((step) => step < zoom);
  return next ?? (direction > 0 ? ZOOM_MAX : 1);
}

/** A zoom within the limits. */
export function limitedZoom(zoom: number): number {
  return Math.min(ZOOM_MAX, Math.max(1, zoom));
}

/** A finger on the screen. */
export type Touch = { x: number; y: number };

/** A swipe is at least this long, in pixels, and more horizontal than vertical. */
const SWIPE_MIN = 60;

/** The direction of a swipe: -1 to the left, 1 to the right, 0 for none. */
export function swipe(from: Touch, to: Touch): -1 | 0 | 1 {
  const [x, y] = [to.x - from.x, to.y - from.y];
  if (Math.abs(x) < SWIPE_MIN || Math.abs(x) < 2 * Math.abs(y)) return 0;
  return x < 0 ? -1 : 1;
}

/** The distance of two fingers. */
export function distance(one: Touch, other: Touch): number {
  return Math.hypot(one.x - other.x, one.y - other.y);
}
