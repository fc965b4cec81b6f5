// Notifications: which messages a user is told about, and when not.
import { parseChannelName } from './channel.ts';
import { ChatError } from './errors.ts';
import { parseBoolean } from './fields.ts';
import type { ChannelKind } from './roles.ts';

/** What a user is notified of in a channel: all messages, those that mention the user, or none. */
export type NotificationLevel = (typeof NOTIFICATION_LEVELS)[number];
export const NOTIFICATION_LEVELS = ['all', 'mentions', 'none'] as const;

/** The most channels whose level a user has chosen. */
export const NOTIFICATION_LEVELS_MAX = 200;

/** The most users who are notified of all messages of one channel. */
export const LISTENERS_MAX = 100;

/** A time of each night, in the user's time zone: `{ from: '22:00', to: '07:30', timeZone: 'Europe/Berlin' }`. */
export type QuietHours = { from: string; to: string; timeZone: string };

/**
 * What a user has chosen, the same on all devices. `levels` has the channels whose level is not the default; `pausedUntil` (ISO 8601,
 * UTC) and `quietHours` are times without notifications. Without `showText` no notification contains the text of a message; where `threads`
 * is false, replies do not notify the followers of their thread, and where `linkPreviews` is false, the user sees no previews of links.
 */
export type NotificationSettings = {
  levels: Readonly<Record<string, NotificationLevel>>;
  showText: boolean;
  sound: boolean;
  threads?: false;
  linkPreviews?: false;
  pausedUntil?: string;
  quietHours?: QuietHours;
};

/** The settings of a user who has chosen nothing. */
export const NOTIFICATION_DEFAULTS: NotificationSettings = { levels: {}, showText: true, sound: true };

/** The body of `PATCH /users/me/notifications`, one change at a time; null is the default again. */
export type NotificationChange =
  | { level: { channel: string; level: NotificationLevel | null } }
  | { showText: boolean }
  | { sound: boolean }
  | { threads: boolean }
  | { linkPreviews: boolean }
  | { pausedUntil: string | null }
  | { quietHours: QuietHours | null };

/** Reads a change of the settings. */
export function parseNotificationChange(input: unknown): NotificationChange {
  const fields = typeof input === 'object' && input !== null && !Array.isArray(input) ? Object.entries(input) : [];
  const [[name, value] = ['', undefined]] = fields;
  if (fields.length === 1) {
    if (name === 'level') return { level: parseLevelChange(value) };
    if (name === 'showText') return { showText: parseBoolean(name, value) };
    if (name === 'sound') return { sound: parseBoolean(name, value) };
    if (name === 'threads') return { threads: parseBoolean(name, value) };
    if (name === 'linkPreviews') return { linkPreviews: parseBoolean(name, value) };
    if (name === 'pausedUntil') return { pausedUntil: value === null ? null : parseTime(name, value) };
    if (name === 'quietHours') return { quietHours: value === null ? null : parseQuietHours(value) };
  }
  throw new ChatError(
    'bad-request',
    'The body must be a JSON object with one of level, showText, sound, threads, linkPreviews, pausedUntil, quietHours.',
  );
}

/** The settings after a change. A pause that is over by `now` is left out. */
export function changedNotifications(
  settings: NotificationSettings,
  change: NotificationChange,
  now: number,
): NotificationSettings {
  const { pausedUntil, quietHours, levels, threads, linkPreviews, ...others } = settings;
  const next = {
    ...others,
    levels: 'level' in change ? changedLevels(levels, change.level) : levels,
    ...('showText' in change && { showText: change.showText }),
    ...('sound' in change && { sound: change.sound }),
  };
  const isOff = 'threads' in change ? !change.threads : threads === false;
  const paused = 'pausedUntil' in change ? change.pausedUntil : pausedUntil;
  const previews = 'linkPreviews' in change ? change.linkPreviews : linkPreviews;
  const quiet = 'quietHours' in change ? change.quietHours : quietHours;
  return {
    ...next,
    ...(isOff && { threads: false }),
    ...(previews === false && { linkPreviews: false }),
    ...(paused && Date.parse(paused) > now && { pausedUntil: paused }),
    ...(quiet && { quietHours: quiet }),
  };
}

function changedLevels(
  levels: NotificationSettings['levels'],
  { channel, level }: { channel: string; level: NotificationLevel | null },
): NotificationSettings['levels'] {
  const others = Object.entries(levels).filter(([name]) => name !== channel);
  return Object.fromEntries(level === null ? others : [...others, [channel, level]]);
}

/** Reads stored settings or those of a response; what is not valid is the default. */
export function parseNotificationSettings(input: unknown): NotificationSettings {
  const { levels, showText, sound, threads, linkPreviews, pausedUntil, quietHours } = Object(input) as Record<
    string,
    unknown
  >;
  return {
    levels: Object.fromEntries(
      Object.entries(Object(levels) as Record<string, unknown>).filter(([, level]) => isLevel(level)),
    ) as Record<string, NotificationLevel>,
    showText: showText !== false,
    sound: sound !== false,
    ...(threads === false && { threads }),
    ...(linkPreviews === false && { linkPreviews }),
    ...(typeof pausedUntil === 'string' && { pausedUntil }),
    ...(quietHours !== undefined && quietHours !== null && { quietHours: quietHours as QuietHours }),
  };
}

/** The level of a channel: all messages of direct conversations and mentions elsewhere, unless the user has chosen another one. */
export function notificationLevel(
  { levels }: Pick<NotificationSettings, 'levels'>,
  { name, kind }: { name: string; kind: ChannelKind },
): NotificationLevel {
  return (Object.hasOwn(levels, name) ? levels[name] : undefined) ?? (kind === 'direct' ? 'all' : 'mentions');
}

/** Whether a message notifies a user of a level. In a muted channel only mentions do. A reply notifies the users who follow its thread. */
export function isNotified(
  level: NotificationLevel,
  {
    isMentioned,
    isMutedChannel,
    isFollowed = false,
  }: { isMentioned: boolean; isMutedChannel: boolean; isFollowed?: boolean },
): boolean {
  if (level === 'none') return false;
  return isMentioned || ((level === 'all' || isFollowed) && !isMutedChannel);
}

/** Whether the user wants no notification at a time: notifications are paused, or it is one of the quiet hours. */
export function isQuiet({ pausedUntil, quietHours }: NotificationSettings, now: number): boolean {
  if (pausedUntil !== undefined && now < Date.parse(pausedUntil)) return true;
  if (!quietHours) return false;
  const { from, to, timeZone } = quietHours;
  const time = timeOfDay(now, timeZone);
  // The night may pass midnight.
  return from <= to ? from <= time && time < to : from <= time || time < to;
}

/** The time in a time zone: `07:30`. */
function timeOfDay(now: number, timeZone: string): string {
  const format = new Intl.DateTimeFormat('en-GB', { timeZone, hour: '2-digit', minute: '2-digit', hourCycle: 'h23' });
  return format.format(now);
}

function parseLevelChange(input: unknown): { channel: string; level: NotificationLevel | null } {
  const { channel, level } = Object(input) as Record<string, unknown>;
  if (level !== null && !isLevel(level))
    throw new ChatError('bad-request', `level: must be one of ${NOTIFICATION_LEVELS.join(', ')}, or null.`);
  return { channel: parseChannelName(channel), level };
}

function isLevel(input: unknown): input is NotificationLevel {
  return (NOTIFICATION_LEVELS as readonly unknown[]).includes(input);
}

function parseTime(name: string, input: unknown): string {
  const time = typeof input === 'string' && input.length <= 32 ? Date.parse(input) : Number.NaN;
  if (Number.isNaN(time)) throw new ChatError('bad-request', `${name}: must be a time in ISO 8601.`);
  return new Date(time).toISOString();
}

const TIME_OF_DAY = /^(?:[01]\d|2[0-3]):[0-5]\d$/;

function parseQuietHours(input: unknown): QuietHours {
  const { from, to, timeZone } = Object(input) as Record<string, unknown>;
  if (!isTimeOfDay(from) || !isTimeOfDay(to) || from === to)
    throw new ChatError('bad-request', 'quietHours: from and to must be two different times as in 22:00.');
  if (typeof timeZone !== 'string' || timeZone.length > 64 || !isTimeZone(timeZone))
    throw new ChatError('bad-request', 'quietHours: timeZone must be a time zone as in Europe/Berlin.');
  return { from, to, timeZone };
}

function isTimeOfDay(input: unknown): input is string {
  return typeof input === 'string' && TIME_OF_DAY.test(input);
}

function isTimeZone(timeZone: string): boolean {
  try {
    return new Intl.DateTimeFormat('en', { timeZone }).resolvedOptions().timeZone !== '';
  } catch {
    return false;
  }
}
