// The icons for views that are loaded on demand: those of the first load too. Only such views import it.
import { Icon as FirstIcon, type IconName as FirstIconName, IconOf } from './icons.tsx';
import { ICONS } from './lucide-icons-on-demand.ts';

/** One icon. It is hidden from screen readers: the element around it has a name. */
export function Icon({ name }: { name: IconName }) {
  return isFirst(name) ? (
    <FirstIcon name={name} />
  ) : (
    <IconOf shapes={ICONS[name]} directional={DIRECTIONAL.has(name)} />
  );
}

/** The names of all icons. */
export type IconName = FirstIconName | keyof typeof ICONS;

const DIRECTIONAL: ReadonlySet<IconName> = new Set(['before', 'after']);

function isFirst(name: IconName): name is FirstIconName {
  return !Object.hasOwn(ICONS, name);
}
