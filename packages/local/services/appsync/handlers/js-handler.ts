// Hooks that are APPSYNC_JS code, with or without a data source between request and response.
import type { Clock } from '../../../clock.ts';
import { AwsError } from '../../../errors.ts';
import { templateBroken } from '../../../template/properties.ts';
import { type DataSource, InvalidRequest, type SourceResult } from '../data-sources/data-source.ts';
import { awsError, UNDOCUMENTED } from '../undocumented-behaviour.ts';
import { lintHandler } from './appsync-js-lint.ts';
import { authTypeText, encodeContext, type HandlerEvent } from './handler-context.ts';
import { type Hooks, parsePublishResult } from './handler-hooks.ts';
import type { HandlerSandbox } from './handler-sandbox.ts';
import type { HandlerOutcome, Hook, LogLine, Phase, Shape } from './sandbox-protocol.ts';

/** The data source of each hook that has one; found on use, as it may be created after its namespace. */
export type HookSources = Readonly<Partial<Record<Hook, () => DataSource>>>;

type Deps = {
  sandbox: Pick<HandlerSandbox, 'load' | 'run'>;
  clock: Clock;
  log: (line: LogLine) => void;
  sources?: HookSources;
};

/** Loads a namespace's code; rejects, by line and rule, what AppSync would reject. `logicalId` is that of the namespace. */
export async function loadJsHooks(code: string, logicalId: string, { sources = {}, ...deps }: Deps): Promise<Hooks> {
  const [lintError] = lintHandler(code);
  if (lintError)
    throw templateBroken(
      logicalId,
      `line ${lintError.line} of the handler: ${lintError.message.replace(/\.$/, '')} (${lintError.rule})`,
    );
  const loaded = await deps.sandbox.load(code);
  if ('rejected' in loaded) throw templateBroken(logicalId, `the handler cannot be loaded: ${loaded.rejected}`);
  const { id, shapes } = loaded;
  for (const hook of ['onPublish', 'onSubscribe'] as const) checkShape(hook, shapes[hook], sources[hook], logicalId);
  const handlers = new LoadedCode(id, deps, sources);
  return {
    ...(shapes.onPublish && {
      async publish(event) {
        return parsePublishResult(resultOf(await handlers.evaluate('onPublish', event), event), event.events ?? []);
      },
    }),
    ...(shapes.onSubscribe && {
      async subscribe(event) {
        resultOf(await handlers.evaluate('onSubscribe', event), event);
      },
    }),
  };
}

/** A function has no data source, an object with both phases has one. "Writing event handlers". */
function checkShape(hook: Hook, shape: Shape | undefined, source: unknown, logicalId: string): void {
  const broken = (reason: string) => templateBroken(logicalId, `${hook} ${reason}`);
  if (shape === 'neither') throw broken('must be a function, or an object with request and response');
  if (shape === 'phases' && !source)
    throw broken('has request and response, but HandlerConfigs names no data source for it');
  if (shape !== 'phases' && source)
    throw broken('has a data source in HandlerConfigs, so the code must export an object with request and response');
}

/** Loaded code and its dependencies. */
class LoadedCode {
  readonly #id: number;
  readonly #deps: Omit<Deps, 'sources'>;
  readonly #sources: HookSources;

  constructor(id: number, deps: Omit<Deps, 'sources'>, sources: HookSources) {
    this.#id = id;
    this.#deps = deps;
    this.#sources = sources;
  }

  /** Runs a hook completely: the function, or request, data source and response. */
  async evaluate(hook: Hook, event: HandlerEvent): Promise<HandlerOutcome> {
    const source = this.#sources[hook]?.();
    if (!source) return this.#run(hook, 'self', event);
    const request = await this.#run(hook, 'request', event, { result: null, error: null });
    // runtime.earlyReturn in a request skips the data source and the response: "Runtime utilities".
    if (request.kind !== 'returned') return request;
    const { result, error } = await this.#sendTo(source, request.value, hook, userOf(event));
    return this.#run(hook, 'response', event, { result, error: error ?? null, stash: request.stash ?? {} });
  }

  async #sendTo(source: DataSource, request: unknown, hook: Hook, user: string | undefined): Promise<SourceResult> {
    try {
      return await source.run(request, user);
    } catch (error) {
      if (!(error instanceof InvalidRequest)) throw error;
      this.#deps.log({ level: 'error', text: `${hook}: the request for ${source.name}: ${error.message}.` });
      throw awsError(UNDOCUMENTED.badSourceRequest);
    }
  }

  async #run(
    hook: Hook,
    phase: Phase,
    event: HandlerEvent,
    more: Record<string, unknown> = {},
  ): Promise<HandlerOutcome> {
    const { sandbox, clock, log } = this.#deps;
    const ctx = encodeContext(event, more);
    const run = { hook, phase, ctx, now: clock.now(), authType: authTypeText(event.caller) };
    const { outcome, log: lines } = await sandbox.run(this.#id, run);
    for (const line of lines) log(line);
    if (outcome.kind === 'failed') log({ level: 'error', text: `${hook}: ${outcome.message}` });
    return outcome;
  }
}

/** The user of the caller's token, who shares the processors with other users. */
function userOf({ caller }: HandlerEvent): string | undefined {
  const { sub } = Object(caller.identity) as { sub?: unknown };
  return typeof sub === 'string' ? sub : undefined;
}

/** The return value of the code; throws its error. Statuses: "Process real-time events with event handlers". */
function resultOf(outcome: HandlerOutcome, { operation }: HandlerEvent): unknown {
  switch (outcome.kind) {
    case 'returned':
    case 'early':
      return outcome.value;
    case 'error':
      throw new AwsError(outcome.errorType ?? UNDOCUMENTED.handlerErrorType.value, outcome.message, 403);
    case 'unauthorized':
      // On a subscribe the type does not end in "Exception".
      if (operation === 'SUBSCRIBE') throw new AwsError('Unauthorized', UNAUTHORIZED, 401);
      throw awsError(UNDOCUMENTED.badCredentials);
    case 'failed':
      throw awsError(UNDOCUMENTED.failedHandler);
  }
}

const UNAUTHORIZED = 'You are not authorized to make this call.';
