// The namespaces that the suite expects. None of them is specific to one server: a stack on AWS can have them too.

/** A channel namespace; absent properties are as in `new EventApi().addChannelNamespace(name)`. */
export type NamespaceFixture = {
  readonly name: string;
  readonly code?: string;
  /** Authorization modes in place of the API's, which are all modes of the target. */
  readonly modes?: readonly string[];
};

/** Every namespace that a target must have. */
export const NAMESPACES: readonly NamespaceFixture[] = [
  { name: 'default' },
  { name: 'iam', modes: ['AWS_IAM'] },
  {
    name: 'filter',
    code: `export function onPublish(ctx) {
  return ctx.events.filter((event) => !event.payload.drop);
}`,
  },
  {
    name: 'rewrite',
    code: `import { util } from '@aws-appsync/utils';
export function onPublish(ctx) {
  return ctx.events.map((event) => ({ id: event.id, payload: { ...event.payload, text: util.base64Decode(event.payload.text) }, error: null }));
}`,
  },
  {
    name: 'picky',
    code: `export function onPublish(ctx) {
  return ctx.events.map((event) => (event.payload.bad ? { id: event.id, error: 'too bad' } : event));
}`,
  },
  { name: 'nothing', code: 'export function onPublish() { return []; }' },
  { name: 'stranger', code: "export function onPublish() { return [{ id: 'not-one-of-them', payload: 1 }]; }" },
  { name: 'impossible', code: "export function onPublish() { util.error('Not possible!'); }" },
  {
    name: 'private',
    code: `export function onPublish() { util.unauthorized(); }
export function onSubscribe() { util.unauthorized(); }`,
  },
  {
    name: 'refused',
    code: "export function onSubscribe() { util.error('Not here', 'NotHere'); }",
  },
  {
    name: 'context',
    code: `export function onPublish(ctx) {
  return ctx.events.map((event) => ({
    id: event.id,
    payload: { id: event.id, type: typeof event.payload, info: ctx.info, identity: ctx.identity, headers: ctx.request.headers },
  }));
}
export function onSubscribe(ctx) {
  if (ctx.info.channel.path.endsWith('*')) util.error(JSON.stringify(ctx.info));
}`,
  },
  {
    name: 'grow',
    code: `export function onPublish(ctx) {
  let text = 'x';
  for (const step of [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18]) {
    text = text + text;
  }
  return ctx.events.map((event) => ({ id: event.id, payload: text }));
}`,
  },
];

/** A hook with a data source: with code around it, or invoked directly. */
export type HookFixture = {
  readonly behavior: 'CODE' | 'DIRECT';
  /** `None` has the type NONE; `Function` has the type AWS_LAMBDA and invokes `FUNCTION_CODE`. */
  readonly dataSource: 'None' | 'Function';
  readonly invokeType?: 'REQUEST_RESPONSE' | 'EVENT';
};

/** A namespace whose hooks have data sources. */
export type SourcedNamespaceFixture = {
  readonly name: string;
  readonly code?: string;
  readonly onPublish?: HookFixture;
  readonly onSubscribe?: HookFixture;
};

const DIRECT: HookFixture = { behavior: 'DIRECT', dataSource: 'Function' };

/** Additional namespaces of a target with data sources. */
export const SOURCED_NAMESPACES: readonly SourcedNamespaceFixture[] = [
  {
    name: 'early',
    onPublish: { behavior: 'CODE', dataSource: 'None' },
    code: `import { runtime, util } from '@aws-appsync/utils';
export const onPublish = {
  request(ctx) { runtime.earlyReturn(ctx.events); },
  response() { util.error('The response ran.'); },
};`,
  },
  {
    name: 'phased',
    onPublish: { behavior: 'CODE', dataSource: 'None' },
    code: `export const onPublish = {
  request(ctx) {
    ctx.stash.from = 'request';
    return { payload: { count: ctx.events.length } };
  },
  response(ctx) {
    return ctx.events.map((event) => ({ id: event.id, payload: { stash: ctx.stash, result: ctx.result } }));
  },
};`,
  },
  { name: 'direct', onPublish: DIRECT, onSubscribe: DIRECT },
  { name: 'later', onPublish: { ...DIRECT, invokeType: 'EVENT' }, onSubscribe: { ...DIRECT, invokeType: 'EVENT' } },
];

/** The code of the one function, for Node on Lambda (`index.handler`). The last segment of the channel selects its behaviour. */
export const FUNCTION_CODE = `exports.handler = async (event) => {
  const behaviour = event.info.channel.segments[1];
  if (behaviour === 'throws') throw new Error('secret words');
  if (behaviour === 'error') return { error: 'secret words' };
  if (behaviour === 'true') return true;
  if (event.info.operation === 'SUBSCRIBE') return null;
  return { events: event.events.map(({ id }) => ({ id, payload: event })) };
};`;
