// Gestures in the image viewer: two fingers or Ctrl and the wheel zoom, and a swipe shows another image.
import { useEffect, useRef } from 'preact/hooks';
import { distance, limitedZoom, swipe, type Touch } from '../../state/files/image-zoom.ts';

type Gestures = {
  frame: { current: HTMLElement | null };
  zoom: number;
  setZoom: (zoom: number) => void;
  swiped: (direction: -1 | 1) => void;
};

/** Follows the fingers on the frame of the image. A zoomed image is moved as the browser scrolls. */
export function useImageGestures({ frame, ...present }: Gestures): void {
  // The listeners stay; what they call is that of the last rendering.
  const latest = useRef(present);
  latest.current = present;
  useEffect(() => {
    const element = frame.current;
    if (!element) return;
    const effect = new AbortController();
    const { signal } = effect;
    let pinch: { distance: number; zoom: number } | undefined;
    let start: Touch | undefined;
    const touches = ({ touches: list }: TouchEvent): Touch[] =>
      [...list].map(({ clientX: x, clientY: y }) => ({ x, y }));
    const onStart = (event: TouchEvent) => {
      const [one, other] = touches(event);
      pinch = one && other ? { distance: distance(one, other), zoom: latest.current.zoom } : undefined;
      start = other || latest.current.zoom > 1 ? undefined : one;
    };
    const onMove = (event: TouchEvent) => {
      const [one, other] = touches(event);
      if (!pinch || !one || !other) return;
      event.preventDefault();
      latest.current.setZoom(limitedZoom((pinch.zoom * distance(one, other)) / pinch.distance));
    };
    const onEnd = ({ changedTouches: [touch] }: TouchEvent) => {
      const direction = start && touch ? swipe(start, { x: touch.clientX, y: touch.clientY }) : 0;
      start = undefined;
      pinch = undefined;
      if (direction !== 0) latest.current.swiped(direction);
    };
    const onWheel = (event: WheelEvent) => {
      if (!event.ctrlKey) return;
      event.preventDefault();
      latest.current.setZoom(limitedZoom(latest.current.zoom * (event.deltaY < 0 ? 1.1 : 1 / 1.1)));
    };
    element.addEventListener('touchstart', onStart, { signal, passive: true });
    element.addEventListener('touchmove', onMove, { signal, passive: false });
    element.addEventListener('touchend', onEnd, { signal });
    element.addEventListener('dblclick', () => latest.current.setZoom(latest.current.zoom === 1 ? 2 : 1), { signal });
    element.addEventListener('wheel', onWheel, { signal, passive: false });
    return () => effect.abort();
  }, []);
}
