// aws-amplify as a page uses it: connects, subscribes, publishes over the WebSocket and over HTTP. Prints what it received.
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

const start = performance.now();
try {
  const connection = await events.connect(channel);
  const received = [];
  let wake = () => {};
  const subscription = connection.subscribe({
    next: ({ event }) => {
      received.push(event);
      wake();
    },
    error: (error) => fail(error),
  });
  await subscription.ready;
  await connection.publish({ over: 'WebSocket' });
  const failed = await events.post(channel, { over: 'HTTP' });
  while (received.length < 2)
    await new Promise((resolve) => {
      wake = resolve;
    });
  await connection.close();
  console.log(JSON.stringify({ received, failed: failed ?? [] }));
  process.exit(0);
} catch (error) {
  fail(error);
}

function fail(error) {
  const { message } = error.errors?.[0] ?? error;
  console.log(JSON.stringify({ refused: message, tookMs: performance.now() - start }));
  process.exit(0);
}
