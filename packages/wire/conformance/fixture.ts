// The namespaces that the suite expects. Nothing in them is particular to one server: a stack on AWS can have them too.

/** A channel namespace; what is absent is as in `new EventApi().addChannelNamespace(name)`. */
export type NamespaceFixture = {
  readonly name: string;
  readonly code?: string;
  /** In place of the API's, which are all that the target has. */
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
