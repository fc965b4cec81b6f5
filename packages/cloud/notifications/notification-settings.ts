// What users choose about notifications, in the row of their read cursors: a sync and a push read it without a further call.
import {
  type ChannelPreferences,
  changedNotifications,
  LISTENERS_MAX,
  NOTIFICATION_DEFAULTS,
  NOTIFICATION_LEVELS_MAX,
  type NotificationChange,
} from '@parley/chat';
import { accountRequired } from '../access/access-errors.ts';
import type { Members } from '../access/members.ts';
import { isGuest, type TokenUser } from '../authenticated-user.ts';
import { type ChatTableDeps, type TransactionDeps, transact, type Writes } from '../db/chat-table.ts';
import { listenerWrite, notificationsWrite } from '../db/notification-rows.ts';
import { CHANGE_RATE_LIMIT, RateLimiter } from '../db/rate-limits.ts';
import { ApiError } from '../errors.ts';

export type NotificationSettingsDeps = ChatTableDeps & TransactionDeps & { members: Members; now: () => number };

/** How often a change is tried while another device makes one. */
const ATTEMPTS = 5;

/** The settings of all users. */
export class NotificationSettingsOfUsers {
  readonly #deps: NotificationSettingsDeps;
  readonly #rate: RateLimiter;

  constructor(deps: NotificationSettingsDeps) {
    this.#deps = deps;
    this.#rate = new RateLimiter(deps.chatTable, CHANGE_RATE_LIMIT);
  }

  /** Changes a user's settings, and returns all preferences of the user afterwards. */
  async change(user: TokenUser, change: NotificationChange): Promise<ChannelPreferences> {
    const { members, chatTable, now } = this.#deps;
    if (isGuest(user)) throw accountRequired();
    const listening = 'level' in change ? await this.#listenerWrites(user, change.level) : [];
    for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
      const { preferences } = await members.rowsOf(user);
      const { version, notifications = NOTIFICATION_DEFAULTS } = preferences;
      const next = changedNotifications(notifications, change, now());
      if (Object.keys(next.levels).length > NOTIFICATION_LEVELS_MAX) throw tooManyLevels();
      const rate = this.#rate.count(user, now());
      const failed = await transact(this.#deps, [
        notificationsWrite(chatTable, user, version, next),
        rate.write,
        ...listening,
      ]);
      if (failed.includes(1)) throw rate.error(undefined);
      if (failed.includes(2)) throw tooManyListeners();
      if (failed.length === 0) return { ...preferences, version: version + 1, notifications: next };
    }
    throw new ApiError(
      503,
      'busy',
      'Your other devices are changing settings at the moment. Nothing was stored; try again.',
    );
  }

  /** Who is notified of all messages of a channel is one row of it. In direct conversations all participants are, without a row. */
  async #listenerWrites(
    user: TokenUser,
    { channel, level }: Extract<NotificationChange, { level: unknown }>['level'],
  ): Promise<Writes> {
    const { members, chatTable } = this.#deps;
    const { settings } = await members.authorize(channel, user, 'read');
    return settings.kind === 'direct' ? [] : [listenerWrite(chatTable, channel, user, level === 'all')];
  }
}

/** The error of a user who has chosen levels for as many channels as possible. */
export function tooManyLevels(): ApiError {
  const sentence = `You have chosen notifications for ${NOTIFICATION_LEVELS_MAX} channels, which is the limit. Reset one first.`;
  return new ApiError(409, 'too-many-levels', sentence);
}

/** The error of a channel of which as many users as possible are notified of all messages. */
export function tooManyListeners(): ApiError {
  const sentence = `${LISTENERS_MAX} members are notified of all messages of this channel, which is the limit. Choose mentions.`;
  return new ApiError(409, 'too-many-listeners', sentence);
}
