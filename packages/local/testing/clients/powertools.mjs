// A function with the AppSync Events resolver of Powertools, as in its documentation.
import { AppSyncEventsResolver, UnauthorizedException } from '@aws-lambda-powertools/event-handler/appsync-events';

const app = new AppSyncEventsResolver();

app.onPublish('/direct/*', (payload) => {
  if (payload.bad) throw new Error('too bad');
  return { ...payload, seen: 'by Powertools' };
});
app.onSubscribe('/direct/closed', () => {
  throw new UnauthorizedException('Not here.');
});

export const handler = async (event, context) => app.resolve(event, context);
