// The icons of Lucide that only views on demand use, by what they stand for.

import blocked from 'lucide/dist/esm/icons/ban.mjs';
import following from 'lucide/dist/esm/icons/bell.mjs';
import calendar from 'lucide/dist/esm/icons/calendar.mjs';
import copy from 'lucide/dist/esm/icons/copy.mjs';
import moreEmoji from 'lucide/dist/esm/icons/face-slightly-smiling-plus.mjs';
import flag from 'lucide/dist/esm/icons/flag.mjs';
import link from 'lucide/dist/esm/icons/link.mjs';
import unread from 'lucide/dist/esm/icons/message-square-dot.mjs';
import thread from 'lucide/dist/esm/icons/messages-square.mjs';
import reply from 'lucide/dist/esm/icons/reply.mjs';
import favourite from 'lucide/dist/esm/icons/star.mjs';
import bin from 'lucide/dist/esm/icons/trash.mjs';

/** The shapes of each icon, in a square of 24 units. */
export const ICONS = {
  bin,
  blocked,
  calendar,
  following,
  reply,
  thread,
  copy,
  favourite,
  flag,
  link,
  moreEmoji,
  unread,
} as const;
