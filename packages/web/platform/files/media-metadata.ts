// What a browser knows of an audio or a video before it is played: duration, dimensions, and the first frame.
import { thumbnailOf } from './thumbnails.ts';

/** A file whose beginning is not found within this time is sent without a preview. */
const LOAD_MAX_MS = 8_000;

/** What is known of an audio or a video. */
export type MediaMetadata = { duration?: number; width?: number; height?: number; thumbnail?: Blob };

/** Reads it with the browser's own player; nothing is known of a file that it cannot play. */
export async function mediaMetadata(file: Blob, kind: 'audio' | 'video'): Promise<MediaMetadata> {
  const media = document.createElement(kind);
  const url = URL.createObjectURL(file);
  try {
    media.muted = true;
    media.preload = 'auto';
    media.src = url;
    await event(media, 'loadedmetadata');
    const duration = Number.isFinite(media.duration) && media.duration > 0 ? { duration: media.duration } : {};
    if (!(media instanceof HTMLVideoElement) || media.videoWidth === 0) return duration;
    const { videoWidth: width, videoHeight: height } = media;
    return { ...duration, width, height, ...(await frameOf(media, width, height)) };
  } catch {
    return {};
  } finally {
    media.removeAttribute('src');
    media.load();
    URL.revokeObjectURL(url);
  }
}

// The very first frame is often black.
async function frameOf(
  video: HTMLVideoElement,
  width: number,
  height: number,
): Promise<Pick<MediaMetadata, 'thumbnail'>> {
  try {
    video.currentTime = Math.min(1, video.duration / 4 || 0);
    await event(video, 'seeked');
    const thumbnail = await thumbnailOf({ image: video, width, height });
    return thumbnail ? { thumbnail } : {};
  } catch {
    return {};
  }
}

function event(media: HTMLMediaElement, name: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(reject, LOAD_MAX_MS);
    const settle = (settled: () => void) => () => {
      clearTimeout(timer);
      settled();
    };
    media.addEventListener(name, settle(resolve), { once: true });
    media.addEventListener('error', settle(reject), { once: true });
  });
}
