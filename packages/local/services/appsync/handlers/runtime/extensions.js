// `extensions`: for GraphQL APIs. In an Event API there is no cache and no GraphQL subscription for them to act on.
import { Signal } from './signal.js';

const absent = (name) => () => {
  throw new Signal({
    kind: 'error',
    message: `extensions.${name} is for GraphQL APIs; an Event API has nothing it acts on.`,
  });
};

export const extensions = Object.freeze({
  evictFromApiCache: absent('evictFromApiCache'),
  setSubscriptionFilter: absent('setSubscriptionFilter'),
  setSubscriptionInvalidationFilter: absent('setSubscriptionInvalidationFilter'),
  invalidateSubscriptions: absent('invalidateSubscriptions'),
});
