// The bill of a month on AWS, from the operations of each action and from what a team does. docs/cost.md explains both.
import type { Operations } from './operation-meter.ts';

/** List prices in USD for a million. A request includes its line in the access log, and the pipe its API destination. */
const PRICES = {
  request: 1.1,
  invocation: 0.4,
  readUnit: 0.125,
  writeUnit: 0.625,
  appSync: 1,
  delivery: 1,
  pipe: 0.6,
  minute: 0.08,
  /** 240 ms at 256 MB, which a push service takes, instead of an invocation. */
  push: 1,
};

const DAYS = 22;
const ONLINE_MINUTES = 8 * 60;

/**
 * What a user does on a day. Half of the 30 times that the page is hidden shortly are too short for a sync; a long pause is one in which
 * the page disconnects.
 */
const DAY = {
  messages: 30,
  /** Mentions, direct messages and others that notify the user; those that a page has read are counted, too. */
  notifications: 4,
  /** Every second day one more, as a message that notifies the user was read shortly after another one. */
  readCursors: 15.5,
  reconnects: 4,
  shortPauses: 15,
  longPauses: 6,
  disconnectedMinutes: 117,
  mentions: 3,
  /** Returns to a visible page after more than five minutes without input, in which it has checked nothing: a quarter of the time. */
  idleReturns: 6,
  /** Syncs that ask who of the three users in view is online, and say that the user is. */
  presenceSyncs: 34,
  presenceQuestions: 5,
  /** How often another user begins to display the user, and how often that is extended. */
  newInterests: 1,
  extendedInterests: 12,
  /** Beside that to the typing signals of the open channel. */
  subscriptions: 11,
};

/** For one message in two: half a read unit, for whether any user wants all messages of its channel. */
const LISTENERS_READ = PRICES.readUnit / 4;

/** Syncs that only time causes, and those of them that return all channels. */
const ROUTINE_SYNCS = (ONLINE_MINUTES - DAY.disconnectedMinutes) / 10;
const FULL_SYNCS = ONLINE_MINUTES / 60;

/**
 * A team: `subscribers` of each channel while all of them are connected, and the messages that are preceded by a typing signal. That is
 * also the part of the time in which the open channel has one.
 */
export type Team = {
  users: number;
  subscribers: number;
  signalled: number;
  signalSubscribers: number;
  checks: number;
};

/** The teams of the table in docs/cost.md. */
export const TEAMS: readonly Team[] = [
  { users: 10, subscribers: 10, signalled: 1, signalSubscribers: 10, checks: 184 },
  ...[1_000, 100_000].map((users) => ({
    users,
    subscribers: 50,
    signalled: 0.35,
    signalSubscribers: 8,
    checks: 125,
  })),
];

/** The costs of a month in USD, by what causes them. */
export function monthlyCost(operations: ReadonlyMap<string, Operations>, team: Team): Map<string, number> {
  const costOf = (action: string) => {
    const counted = operations.get(action);
    if (!counted) throw new Error(`No action: ${action}.`);
    return priceOf({ ...counted, deliveries: 0 });
  };
  const connected = 1 - DAY.disconnectedMinutes / ONLINE_MINUTES;
  const connects = 1 + DAY.longPauses + DAY.reconnects;
  // One message in two finds the log extended by another function, and one in ten reads the author's access.
  const message = costOf('a message') + PRICES.pipe + PRICES.readUnit + LISTENERS_READ;
  const signal = costOf('a typing signal');
  const subscribing = costOf('subscribing to a channel') - PRICES.appSync;
  const ofUser = {
    'posting messages': DAY.messages * message,
    'delivering them': DAY.messages * team.subscribers * connected * PRICES.delivery,
    'typing signals': DAY.messages * team.signalled * (signal + team.signalSubscribers * PRICES.delivery),
    'mentions and their hints':
      DAY.mentions *
      (costOf('a message that mentions a member') - costOf('a message') + PRICES.pipe + connected * PRICES.delivery),
    'connections and their keep-alives': connected * ONLINE_MINUTES * (PRICES.minute + PRICES.appSync),
    'connecting and subscribing': connects * (PRICES.appSync + (DAY.subscriptions + team.signalled) * subscribing),
    'syncs without a change':
      (DAY.shortPauses + DAY.longPauses + DAY.idleReturns + ROUTINE_SYNCS - FULL_SYNCS) *
      costOf('sync of 10 channels without a change'),
    'syncs after an absence':
      (DAY.longPauses + DAY.reconnects) * costOf('sync of 10 channels with messages in each') +
      (1 + FULL_SYNCS) * costOf('sync of 10 channels, when the page opens'),
    'checks of the open channel': team.checks * costOf('the check of the open channel'),
    notifications: DAY.notifications * (costOf('notifying a user') - PRICES.invocation + PRICES.push),
    presence:
      DAY.presenceSyncs * (costOf('a sync that asks who is online') - costOf('sync of 10 channels without a change')) +
      DAY.presenceQuestions * costOf('asking who is online') +
      DAY.newInterests *
        (costOf('asking about a user for the first time') + PRICES.pipe + PRICES.delivery + costOf('answering that')) +
      DAY.extendedInterests * PRICES.writeUnit,
    // The user's devices are signalled, this one too.
    'read cursors': DAY.readCursors * (costOf('a read cursor') + signal + PRICES.delivery),
  };
  const toMonth = (DAYS * team.users) / 1_000_000;
  return new Map(Object.entries(ofUser).map(([cause, cost]) => [cause, cost * toMonth]));
}

function priceOf({ requests, invocations, readUnits, writeUnits, appSync, deliveries }: Operations): number {
  return (
    requests * PRICES.request +
    invocations * PRICES.invocation +
    readUnits * PRICES.readUnit +
    writeUnits * PRICES.writeUnit +
    appSync * PRICES.appSync +
    deliveries * PRICES.delivery
  );
}
