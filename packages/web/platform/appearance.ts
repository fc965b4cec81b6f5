// The appearance that the user of this browser has chosen: theme and density, as attributes of the root element that tokens.css reads.
import { effect, type ReadonlySignal, signal } from '@preact/signals';
import { draftStorage } from './browser.ts';

export const THEMES = ['system', 'light', 'dark'] as const;
export const DENSITIES = ['comfortable', 'compact'] as const;
export const CHANNEL_ORDERS = ['unread', 'name'] as const;

export type Theme = (typeof THEMES)[number];
export type Density = (typeof DENSITIES)[number];

/** A choice that is stored in the browser and shared by its tabs; the first of the values until the user has chosen. */
export type Choice<Value extends string> = ReadonlySignal<Value> & { choose(value: Value): void };

export const theme: Choice<Theme> = stored('parley.theme', THEMES);
export const density: Choice<Density> = stored('parley.density', DENSITIES);

export const channelOrder: Choice<(typeof CHANNEL_ORDERS)[number]> = stored('parley.channel-order', CHANNEL_ORDERS);

/** Whether each section of the sidebar is open. */
export const SECTION_STATES = {
  favourites: stored('parley.section.favourites', ['open', 'closed']),
  channels: stored('parley.section.channels', ['open', 'closed']),
  direct: stored('parley.section.direct', ['open', 'closed']),
} as const satisfies Record<string, Choice<'open' | 'closed'>>;

/** Applies the choices to the page, now and whenever they change. */
export function applyAppearance(): void {
  effect(() => {
    document.documentElement.dataset['theme'] = theme.value;
    document.documentElement.dataset['density'] = density.value;
    // The bars of a phone's browser have the colour of the sidebar.
    const { backgroundColor } = getComputedStyle(document.documentElement);
    for (const meta of document.querySelectorAll<HTMLMetaElement>('meta[name="theme-color"]')) {
      meta.dataset['system'] ??= meta.content;
      meta.content = theme.value === 'system' ? (meta.dataset['system'] ?? '') : backgroundColor;
    }
  });
}

/** A choice that is stored by a key. */
export function stored<Value extends string>(key: string, values: readonly [Value, ...Value[]]): Choice<Value> {
  const read = () => values.find((value) => value === draftStorage.read(key)) ?? values[0];
  const current = signal(read());
  draftStorage.subscribe((changed) => {
    if (changed === key) current.value = read();
  });
  return Object.assign(current, {
    choose: (value: Value) => {
      draftStorage.write(key, value === values[0] ? '' : value);
      current.value = value;
    },
  });
}
