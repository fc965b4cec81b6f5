// An Event API with one data source, and a function that runs requests through a handler.
import type { TestContext } from 'node:test';
import { post, type Target } from '@parley/wire/conformance';
import { openBackends } from './appsync-backends.ts';
import { startHost } from './appsync-host.ts';

/** `ctx.result` and `ctx.error` of a request, or the error of the publish. */
export type SourceRun = { result?: unknown; error?: unknown; status: number; rejected?: unknown };

/** Starts an API; `run` publishes one event, whose handler sends a request to the data source. */
export async function withSource(t: TestContext) {
  const backends = openBackends();
  const host = await startHost({ ...backends.access });
  t.after(async () => {
    await host[Symbol.asyncDispose]();
    await backends.close();
  });
  const modes = [{ AuthType: 'API_KEY' }];
  const api = await host.create('Api', 'AWS::AppSync::Api', {
    Name: 'sources',
    EventConfig: {
      AuthProviders: modes,
      ConnectionAuthModes: modes,
      DefaultPublishAuthModes: modes,
      DefaultSubscribeAuthModes: modes,
    },
  });
  const ApiId = String(api.attributes?.['ApiId']);
  const key = await host.create('Key', 'AWS::AppSync::ApiKey', { ApiId });
  const target: Target = {
    http: `http://${host.address}/event`,
    realtime: `ws://${host.address}/event/realtime`,
    host: String(api.attributes?.['Dns.Http']),
    apiKey: String(key.attributes?.['ApiKey']),
  };
  let count = 0;

  /** Creates a namespace whose code has both phases; returns its name. */
  async function namespace(code: string, hook: 'OnPublish' | 'OnSubscribe' = 'OnPublish'): Promise<string> {
    count += 1;
    const Name = `n${count}`;
    await host.create(Name, 'AWS::AppSync::ChannelNamespace', {
      ApiId,
      Name,
      CodeHandlers: `import { runtime, util } from '@aws-appsync/utils';
import * as ddb from '@aws-appsync/utils/dynamodb';
${code}`,
      HandlerConfigs: { [hook]: { Behavior: 'CODE', Integration: { DataSourceName: 'source' } } },
    });
    return Name;
  }

  return {
    backends,
    host,
    target,
    namespace,
    source: (properties: Record<string, unknown>) =>
      host.create('Source', 'AWS::AppSync::DataSource', { ApiId, Name: 'source', ...properties }),
    /** Runs the request that an expression over `ctx` returns; the event's payload is `ctx.events[0].payload`. */
    async run(request: string, event: unknown = null): Promise<SourceRun> {
      const name = await namespace(`export const onPublish = {
        request(ctx) { return ${request}; },
        response(ctx) {
          return ctx.events.map((event) => ({ id: event.id, payload: { result: ctx.result, error: ctx.error } }));
        },
      };`);
      let published: Record<string, unknown> = {};
      const stop = host.appSync.onPublished(ApiId, ({ events }) => {
        published = JSON.parse(events[0] ?? '{}') as Record<string, unknown>;
      });
      const { status, body } = await post(
        target,
        JSON.stringify({ channel: `/${name}/a`, events: [JSON.stringify(event)] }),
      );
      stop();
      return { status, ...published, ...(status !== 200 && { rejected: body }) };
    },
  };
}
