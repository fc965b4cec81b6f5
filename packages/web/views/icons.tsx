// The icons: those of Lucide that the page uses, as inline SVG. No request is made for them, and the build contains no others.
import { h } from 'preact';
import { ICONS } from './lucide-icons.ts';

/** One icon. It is hidden from screen readers: the element around it has a name. */
export function Icon({ name }: { name: IconName }) {
  return (
    <svg
      class={DIRECTIONAL.has(name) ? 'icon directional' : 'icon'}
      viewBox="0 0 24 24"
      aria-hidden="true"
      focusable="false"
    >
      {ICONS[name].map(([shape, attributes]) => h(shape, attributes))}
    </svg>
  );
}

/** Icons that point along the line of writing. */
const DIRECTIONAL: ReadonlySet<IconName> = new Set(['leave', 'send']);

/** The names of the icons: what they stand for in the page. */
export type IconName = keyof typeof ICONS;
