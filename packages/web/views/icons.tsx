// The icons: those of Lucide that the page uses, as inline SVG. No request is made for them, and the build contains no others.
import { h } from 'preact';
import { ICONS, type Shapes } from './lucide-icons.ts';

/** One icon of the first load; views on demand have more in `all-icons.tsx`. It is hidden from screen readers: the element around it has a name. */
export function Icon({ name }: { name: IconName }) {
  return <IconOf shapes={ICONS[name]} directional={DIRECTIONAL.has(name)} />;
}

/** An icon that consists of these shapes. One that points along the line of writing is mirrored where that runs from right to left. */
export function IconOf({ shapes, directional }: { shapes: Shapes; directional: boolean }) {
  return (
    <svg class={directional ? 'icon directional' : 'icon'} viewBox="0 0 24 24" aria-hidden="true" focusable="false">
      {shapes.map(([shape, attributes]) => h(shape, attributes))}
    </svg>
  );
}

const DIRECTIONAL: ReadonlySet<IconName> = new Set(['leave', 'send']);

/** The names of the icons: what they stand for in the page. */
export type IconName = keyof typeof ICONS;
