// aws-amplify as a page uses it: connects, subscribes, publishes over the WebSocket and over HTTP. Prints what it saw.
import { Amplify } from 'aws-amplify';
import { events } from 'aws-amplify/data';

const { endpoint, mode, apiKey, token, credentials, channel } = JSON.parse(process.argv[2]);

const asToken = (text) => ({
  toString: () => text,
  payload: JSON.parse(Buffer.from(text.split('.')[1], 'base64url')),
});
Amplify.configure(
  { API: { Events: { endpoint, region: 'us-east-1', defaultAuthMode: mode, apiKey } } },
  {
    Auth: {
      ...(token && { tokenProvider: { getTokens: async () => ({ accessToken: asToken(token) }) } }),
      ...(credentials && {
        credentialsProvider: {
          getCredentialsAndIdentityId: async () => ({ credentials, identityId: 'us-east-1:laptop' }),
          clearCredentialsAndIdentityId: () => {},
        },
      }),
    },
  },
);

const begun = performance.now();
try {
  const line = await events.connect(channel);
  const heard = [];
  let wake = () => {};
  const subscription = line.subscribe({
    next: ({ event }) => {
      heard.push(event);
      wake();
    },
    error: (error) => fail(error),
  });
  await subscription.ready;
  await line.publish({ over: 'WebSocket' });
  const failed = await events.post(channel, { over: 'HTTP' });
  while (heard.length < 2)
    await new Promise((resolve) => {
      wake = resolve;
    });
  await line.close();
  console.log(JSON.stringify({ heard, failed: failed ?? [] }));
  process.exit(0);
} catch (error) {
  fail(error);
}

function fail(error) {
  const { message } = error.errors?.[0] ?? error;
  console.log(JSON.stringify({ refused: message, tookMs: performance.now() - begun }));
  process.exit(0);
}
