// The icons of Lucide that the first load uses, by what they stand for: one import each, so that the build contains no others.

import down from 'lucide/dist/esm/icons/arrow-down.mjs';
import muted from 'lucide/dist/esm/icons/bell-off.mjs';
import check from 'lucide/dist/esm/icons/check.mjs';
import expand from 'lucide/dist/esm/icons/chevron-down.mjs';
import sending from 'lucide/dist/esm/icons/clock.mjs';
import more from 'lucide/dist/esm/icons/ellipsis.mjs';
import emoji from 'lucide/dist/esm/icons/face-slightly-smiling.mjs';
import channel from 'lucide/dist/esm/icons/hash.mjs';
import lock from 'lucide/dist/esm/icons/lock.mjs';
import leave from 'lucide/dist/esm/icons/log-out.mjs';
import menu from 'lucide/dist/esm/icons/menu.mjs';
import edit from 'lucide/dist/esm/icons/pencil.mjs';
import plus from 'lucide/dist/esm/icons/plus.mjs';
import search from 'lucide/dist/esm/icons/search.mjs';
import send from 'lucide/dist/esm/icons/send-horizontal.mjs';
import settings from 'lucide/dist/esm/icons/settings.mjs';
import warning from 'lucide/dist/esm/icons/triangle-alert.mjs';
import user from 'lucide/dist/esm/icons/user.mjs';
import people from 'lucide/dist/esm/icons/users.mjs';
import close from 'lucide/dist/esm/icons/x.mjs';

/** The shapes of one icon. */
export type Shapes = readonly (readonly [shape: string, attributes: Readonly<Record<string, string>>])[];

/** The shapes of each icon, in a square of 24 units. */
export const ICONS = {
  channel,
  check,
  close,
  down,
  expand,
  edit,
  emoji,
  leave,
  lock,
  menu,
  more,
  muted,
  people,
  plus,
  search,
  send,
  sending,
  settings,
  user,
  warning,
} as const;
