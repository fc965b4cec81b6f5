// The icons of Lucide that only views on demand use, by what they stand for.

import formatting from 'lucide/dist/esm/icons/a-large-small.mjs';
import blocked from 'lucide/dist/esm/icons/ban.mjs';
import following from 'lucide/dist/esm/icons/bell.mjs';
import save from 'lucide/dist/esm/icons/bookmark.mjs';
import unsave from 'lucide/dist/esm/icons/bookmark-x.mjs';
import calendar from 'lucide/dist/esm/icons/calendar.mjs';
import before from 'lucide/dist/esm/icons/chevron-left.mjs';
import after from 'lucide/dist/esm/icons/chevron-right.mjs';
import code from 'lucide/dist/esm/icons/code.mjs';
import copy from 'lucide/dist/esm/icons/copy.mjs';
import download from 'lucide/dist/esm/icons/download.mjs';
import moreEmoji from 'lucide/dist/esm/icons/face-slightly-smiling-plus.mjs';
import file from 'lucide/dist/esm/icons/file.mjs';
import archive from 'lucide/dist/esm/icons/file-archive.mjs';
import document from 'lucide/dist/esm/icons/file-text.mjs';
import video from 'lucide/dist/esm/icons/film.mjs';
import flag from 'lucide/dist/esm/icons/flag.mjs';
import audio from 'lucide/dist/esm/icons/headphones.mjs';
import image from 'lucide/dist/esm/icons/image.mjs';
import italic from 'lucide/dist/esm/icons/italic.mjs';
import bold from 'lucide/dist/esm/icons/letter-b.mjs';
import link from 'lucide/dist/esm/icons/link.mjs';
import bulletedList from 'lucide/dist/esm/icons/list.mjs';
import numberedList from 'lucide/dist/esm/icons/list-ordered.mjs';
import message from 'lucide/dist/esm/icons/message-square.mjs';
import unread from 'lucide/dist/esm/icons/message-square-dot.mjs';
import thread from 'lucide/dist/esm/icons/messages-square.mjs';
import attach from 'lucide/dist/esm/icons/paperclip.mjs';
import pin from 'lucide/dist/esm/icons/pin.mjs';
import unpin from 'lucide/dist/esm/icons/pin-off.mjs';
import play from 'lucide/dist/esm/icons/play.mjs';
import reply from 'lucide/dist/esm/icons/reply.mjs';
import history from 'lucide/dist/esm/icons/rotate-ccw-clock.mjs';
import again from 'lucide/dist/esm/icons/rotate-cw.mjs';
import codeBlock from 'lucide/dist/esm/icons/square-code.mjs';
import favourite from 'lucide/dist/esm/icons/star.mjs';
import strikethrough from 'lucide/dist/esm/icons/strikethrough.mjs';
import quotation from 'lucide/dist/esm/icons/text-quote.mjs';
import bin from 'lucide/dist/esm/icons/trash.mjs';
import zoomIn from 'lucide/dist/esm/icons/zoom-in.mjs';
import zoomOut from 'lucide/dist/esm/icons/zoom-out.mjs';

/** The shapes of each icon, in a square of 24 units. */
export const ICONS = {
  after,
  again,
  archive,
  attach,
  audio,
  before,
  document,
  download,
  file,
  image,
  message,
  play,
  pin,
  unpin,
  save,
  unsave,
  video,
  zoomIn,
  zoomOut,
  bin,
  bold,
  bulletedList,
  code,
  codeBlock,
  formatting,
  italic,
  numberedList,
  quotation,
  strikethrough,
  blocked,
  calendar,
  following,
  reply,
  thread,
  copy,
  favourite,
  flag,
  history,
  link,
  moreEmoji,
  unread,
} as const;
