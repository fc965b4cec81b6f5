// The sound of a notification: two short tones, made by the browser, so that no file is loaded.

/** The tones, in Hz and seconds. */
const TONES = [
  { hz: 659, from: 0 },
  { hz: 880, from: 0.12 },
];
const TONE_SECONDS = 0.22;
const VOLUME = 0.12;

let context: AudioContext | undefined;

/** Plays the sound. Before the first click in the page the browser plays nothing. */
export function playSound(): void {
  if (!('AudioContext' in globalThis)) return;
  context ??= new AudioContext();
  const { currentTime, destination } = context;
  void context.resume().catch(() => undefined);
  for (const { hz, from } of TONES) {
    const begin = currentTime + from;
    const tone = new OscillatorNode(context, { frequency: hz });
    const volume = new GainNode(context, { gain: 0 });
    volume.gain.linearRampToValueAtTime(VOLUME, begin + 0.01);
    volume.gain.exponentialRampToValueAtTime(0.001, begin + TONE_SECONDS);
    tone.connect(volume).connect(destination);
    tone.start(begin);
    tone.stop(begin + TONE_SECONDS);
  }
}
