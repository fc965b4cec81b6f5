// The subscriptions that concern the user and no channel.
import { OWNERS_PATH, userPath } from '@parley/chat';
import type { SessionUser } from '../../auth/session.ts';
import { ChannelSubscription, type ChannelSubscriptionDeps } from './channel-subscription.ts';

/** What the subscriptions are given. `syncSoon` requests everything since. */
export type UserSubscriptionsDeps = Pick<ChannelSubscriptionDeps, 'events' | 'clock' | 'onEvent'> & {
  syncSoon: () => void;
};

/** Subscribes to the path of a user, and of owners; returns the functions that unsubscribe. */
export function subscribeToUser(
  { userId, owner }: Pick<SessionUser, 'userId' | 'owner'>,
  deps: UserSubscriptionsDeps,
): (() => void)[] {
  return [userPath(userId), ...(owner ? [OWNERS_PATH] : [])].map((path) => subscribe(path, deps));
}

/** A refusal may be temporary: then the path is subscribed to again, and what the page missed comes with a sync. */
function subscribe(path: string, { syncSoon, ...deps }: UserSubscriptionsDeps): () => void {
  let isBehind = false;
  const subscription = new ChannelSubscription({
    ...deps,
    path: () => path,
    onRefused: () => {
      isBehind = true;
    },
    onLive: async () => {
      if (isBehind) syncSoon();
      isBehind = false;
    },
  });
  subscription.start(0);
  return () => subscription.stop();
}
