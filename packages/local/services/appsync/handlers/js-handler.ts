// Hooks that are APPSYNC_JS code, with a data source between request and response or without one.
import type { Clock } from '../../../clock.ts';
import { AwsError, EngineError } from '../../../errors.ts';
import { templateBroken } from '../../../template/properties.ts';
import { BadRequest, type DataSource, type SourceAnswer } from '../data-sources/data-source.ts';
import { CHOICES, refusal } from '../undocumented-behaviour.ts';
import { faultsOf } from './appsync-js-lint.ts';
import { authTypeText, encodeContext, type Occasion } from './handler-context.ts';
import { type Hooks, parsePublishResult } from './handler-hooks.ts';
import type { Sandbox } from './handler-sandbox.ts';
import type { Hook, LogLine, Outcome, Phase, Shape } from './sandbox-protocol.ts';

/** The data source of each hook that has one; it is found when it is needed, as it may be made later than its namespace. */
export type HookSources = Readonly<Partial<Record<Hook, () => DataSource>>>;

type Needs = {
  sandbox: Pick<Sandbox, 'load' | 'run'>;
  clock: Clock;
  log: (line: LogLine) => void;
  sources?: HookSources;
};

/** Loads a namespace's code; refuses, by line and rule, what AppSync would refuse. `at` is the namespace's logical id. */
export async function codedHooks(code: string, at: string, { sources = {}, ...needs }: Needs): Promise<Hooks> {
  const [fault] = faultsOf(code);
  if (fault)
    throw new EngineError('template-broken', `${at}: the handler's line ${fault.line}: ${fault.says} (${fault.rule})`);
  const loaded = await needs.sandbox.load(code);
  if ('refused' in loaded) throw templateBroken(at, `the handler cannot be loaded: ${loaded.refused}`);
  const { id, shapes } = loaded;
  for (const hook of ['onPublish', 'onSubscribe'] as const) checkShape(hook, shapes[hook], sources[hook], at);
  const loadedCode = new Code(id, needs, sources);
  return {
    ...(shapes.onPublish && {
      async publish(occasion) {
        return parsePublishResult(
          resultOf(await loadedCode.evaluate('onPublish', occasion), occasion),
          occasion.events ?? [],
        );
      },
    }),
    ...(shapes.onSubscribe && {
      async subscribe(occasion) {
        resultOf(await loadedCode.evaluate('onSubscribe', occasion), occasion);
      },
    }),
  };
}

/** A function has no data source, an object with both phases has one. "Writing event handlers". */
function checkShape(hook: Hook, shape: Shape | undefined, source: unknown, at: string): void {
  const broken = (says: string) => templateBroken(at, `${hook} ${says}`);
  if (shape === 'neither') throw broken('must be a function, or an object with request and response');
  if (shape === 'phases' && !source)
    throw broken('has request and response, but HandlerConfigs names no data source for it');
  if (shape !== 'phases' && source)
    throw broken('has a data source in HandlerConfigs, so the code must export an object with request and response');
}

/** Loaded code, and what runs it. */
class Code {
  readonly #id: number;
  readonly #needs: Omit<Needs, 'sources'>;
  readonly #sources: HookSources;

  constructor(id: number, needs: Omit<Needs, 'sources'>, sources: HookSources) {
    this.#id = id;
    this.#needs = needs;
    this.#sources = sources;
  }

  /** Runs a hook to its end: the function, or request, data source and response. */
  async evaluate(hook: Hook, occasion: Occasion): Promise<Outcome> {
    const source = this.#sources[hook]?.();
    if (!source) return this.#run(hook, 'self', occasion);
    const asked = await this.#run(hook, 'request', occasion, { result: null, error: null });
    // runtime.earlyReturn in a request skips the data source and the response: "Runtime utilities".
    if (asked.kind !== 'returned') return asked;
    const { result, error } = await this.#ask(source, asked.value, hook);
    return this.#run(hook, 'response', occasion, { result, error: error ?? null, stash: asked.stash ?? {} });
  }

  async #ask(source: DataSource, request: unknown, hook: Hook): Promise<SourceAnswer> {
    try {
      return await source.run(request);
    } catch (error) {
      if (!(error instanceof BadRequest)) throw error;
      this.#needs.log({ level: 'error', text: `${hook}: the request for ${source.name}: ${error.message}.` });
      throw refusal(CHOICES.badSourceRequest);
    }
  }

  async #run(hook: Hook, phase: Phase, occasion: Occasion, more: Record<string, unknown> = {}): Promise<Outcome> {
    const { sandbox, clock, log } = this.#needs;
    const ctx = encodeContext(occasion, more);
    const ran = await sandbox.run(this.#id, {
      hook,
      phase,
      ctx,
      now: clock.now(),
      authType: authTypeText(occasion.caller),
    });
    for (const line of ran.log) log(line);
    if (ran.outcome.kind === 'broken') log({ level: 'error', text: `${hook}: ${ran.outcome.message}` });
    return ran.outcome;
  }
}

/** What the code returned; throws what it refused with. Statuses: "Process real-time events with event handlers". */
function resultOf(outcome: Outcome, { operation }: Occasion): unknown {
  switch (outcome.kind) {
    case 'returned':
    case 'early':
      return outcome.value;
    case 'error':
      throw new AwsError(outcome.errorType ?? CHOICES.handlerErrorType.value, outcome.message, 403);
    case 'unauthorized':
      // On a subscribe the type has no "Exception" at its end.
      if (operation === 'SUBSCRIBE') throw new AwsError('Unauthorized', UNAUTHORIZED, 401);
      throw refusal(CHOICES.badCredentials);
    case 'broken':
      throw refusal(CHOICES.brokenHandler);
  }
}

const UNAUTHORIZED = 'You are not authorized to make this call.';
