// The Lambda service: the functions of the template, each with its own execution environments.
import { randomUUID } from 'node:crypto';
import { AwsError } from '../../errors.ts';
import { type Fault, Hop, withFaults } from '../../fault-injection/index.ts';
import { type AsyncInvocationLimits, AsyncInvocations } from './async-invocations.ts';
import type { CodeLocation } from './code-location.ts';
import { EnvironmentPool } from './environment-pool.ts';
import type { InvocationOrigin, InvocationResult } from './execution-environment.ts';
import { FairShare } from './fair-share.ts';
import { functionNameOf, type LambdaPermission, permits } from './function-permissions.ts';
import type { FunctionSettings } from './function-settings.ts';
import { hasHandlerFile } from './handler-file.ts';
import type { LambdaDeps } from './lambda-deps.ts';
import { LambdaLayers } from './lambda-layers.ts';
import { PythonInterpreters } from './python/python-interpreter.ts';
import type { ResponseSink } from './response-sink.ts';

/** The response to an invocation. With `error` the payload is `{ errorType, errorMessage, trace }`. */
export type InvokeResponse = { payload: unknown; error?: 'Handled' | 'Unhandled' };

// Source: Lambda quotas, "Invocation payload (request and response)": 6 MB each for synchronous calls.
const PAYLOAD_BYTES_MAX = 6 * 1024 * 1024;

/** The functions of an engine. */
export class Lambda {
  readonly #deps: LambdaDeps;
  readonly #hop: Hop;
  readonly #pools = new Map<string, EnvironmentPool>();
  readonly #settings = new Map<string, FunctionSettings>();
  readonly #codeLocations: CodeLocation[] = [];
  readonly #permissions: LambdaPermission[] = [];
  readonly #asyncInvocations: AsyncInvocations;
  readonly #share = new FairShare();
  /** The layers of the templates. */
  readonly layers: LambdaLayers;
  /** The interpreters of this machine. */
  readonly pythons: PythonInterpreters;

  constructor(deps: LambdaDeps) {
    this.#deps = deps;
    this.layers = new LambdaLayers(deps.say);
    this.pythons = new PythonInterpreters(deps.say);
    this.#hop = deps.hop ?? new Hop('handler', deps.clock);
    this.#asyncInvocations = new AsyncInvocations({
      clock: deps.clock,
      invokeOnce: async (name, payload) => (await this.invoke(name, payload)).error === undefined,
      say: deps.say ?? (() => {}),
    });
  }

  /** Creates a function. One of the same name is replaced: its running invocations finish with the old code. */
  create(settings: FunctionSettings, location: CodeLocation, opt?: string): void {
    this.#codeLocations.push(location);
    const { name, handler, interpreter, isBuiltBySam } = settings;
    const code = { root: location.root, opt };
    if (!hasHandlerFile(code, handler, interpreter !== undefined)) {
      const hint = isBuiltBySam ? ' Build it by `sam build`, and start .aws-sam/build/template.yaml.' : '';
      this.#deps.say?.(`The function ${name} has no file for its handler ${handler} in ${code.root}.${hint}`);
    }
    this.#pools.get(name)?.retire();
    this.#pools.set(name, new EnvironmentPool(settings, code, this.#deps, this.#share));
    this.#settings.set(name, settings);
  }

  /** The settings of a function. */
  settingsOf(functionNameOrArn: string): FunctionSettings {
    const settings = this.#settings.get(functionNameOf(functionNameOrArn));
    if (!settings) throw notFound(functionNameOrArn);
    return settings;
  }

  /**
   * Invokes a function and waits for its response. An error of the function is a response; an error of the Lambda service is
   * thrown. The function's SDK passes the trace on. Users share the processors: invocations of one keep no others waiting.
   */
  invoke(functionNameOrArn: string, payload: unknown, origin: InvocationOrigin = {}): Promise<InvokeResponse> {
    return this.#invoke(functionNameOrArn, payload, origin);
  }

  /** Invokes a function that may stream its response into `sink`; the payload is then null. */
  invokeStreaming(
    functionNameOrArn: string,
    payload: unknown,
    sink: ResponseSink,
    origin: InvocationOrigin = {},
  ): Promise<InvokeResponse> {
    return this.#invoke(functionNameOrArn, payload, { ...origin, sink });
  }

  async #invoke(
    functionNameOrArn: string,
    payload: unknown,
    { sink, ...origin }: InvocationOrigin & { sink?: ResponseSink },
  ): Promise<InvokeResponse> {
    const name = functionNameOf(functionNameOrArn);
    const pool = this.#pools.get(name);
    if (!pool) throw notFound(functionNameOrArn);
    const event = JSON.stringify(payload ?? {});
    if (Buffer.byteLength(event) > PAYLOAD_BYTES_MAX)
      throw new AwsError(
        'RequestEntityTooLargeException',
        `Request must be smaller than ${PAYLOAD_BYTES_MAX} bytes for the InvokeFunction operation`,
        413,
        { Type: 'User' },
      );
    const run = (fault?: Fault) =>
      pool.run({
        requestId: randomUUID(),
        event,
        ...origin,
        ...(sink && { sink }),
        ...(fault && { fault: fault.fault }),
      });
    const { payload: text, failed } = await withFaults<InvocationResult>(
      {
        hop: this.#hop,
        site: 'call',
        subject: name,
        trace: origin.trace,
        started: ['called', name],
        returned: (result) => [result.failed ? 'failed' : 'returned'],
        errorFor: lambdaError,
        injected: { crash: run, 'crash-after': run, hang: run },
      },
      () => run(),
    );
    return { payload: JSON.parse(text), ...(failed && { error: 'Unhandled' as const }) };
  }

  /** Invokes a function asynchronously: returns at once, and retries as Lambda does. */
  invokeAsync(functionNameOrArn: string, payload: unknown): void {
    this.#asyncInvocations.invoke(functionNameOf(functionNameOrArn), payload);
  }

  /** Sets how often and how long asynchronous invocations of a function are retried. */
  limitAsyncInvocations(functionNameOrArn: string, limits: AsyncInvocationLimits): void {
    this.#asyncInvocations.limit(functionNameOf(functionNameOrArn), limits);
  }

  /** Adds a permission to a function's resource-based policy. */
  permit(permission: LambdaPermission): void {
    this.#permissions.push(permission);
  }

  /** Whether a function's resource-based policy allows a service to invoke it for one of the service's resources. */
  permits(functionArn: string, service: string, sourceArn: string): boolean {
    return this.#permissions.some((permission) => permits(permission, functionArn, service, sourceArn));
  }

  /** Whether a function's resource-based policy names a service, for whichever of its resources. */
  hasPermission(functionArn: string, service: string): boolean {
    const name = functionNameOf(functionArn);
    return this.#permissions.some(({ functionName, principal }) => functionName === name && principal === service);
  }

  /** Stops every environment, running invocations included. */
  async close(): Promise<void> {
    this.#asyncInvocations.close();
    await Promise.all([...this.#pools.values()].map((pool) => pool.close()));
    for (const code of this.#codeLocations.splice(0)) code.discard();
    await this.layers.close();
  }
}

function notFound(functionNameOrArn: string): AwsError {
  return new AwsError('ResourceNotFoundException', `Function not found: ${functionNameOrArn}`, 404, { Type: 'User' });
}

/** The error of an injected fault, in Lambda's words (Lambda API reference, Invoke). */
function lambdaError({ error }: Fault): AwsError {
  if (error === 'TooManyRequestsException')
    return new AwsError(error, 'Rate Exceeded.', 429, { Reason: 'ConcurrentInvocationLimitExceeded', Type: 'User' });
  return new AwsError('ServiceException', 'The service encountered an internal error.', 500, { Type: 'Service' });
}
