// Hooks that are APPSYNC_JS code without a data source.

import type { Clock } from '../../../clock.ts';
import { AwsError, EngineError } from '../../../errors.ts';
import { CHOICES, refusal } from '../choices.ts';
import { authTypeText, encodeContext, type Occasion } from './context.ts';
import type { Hooks } from './hooks.ts';
import { faultsOf } from './language.ts';
import type { Hook, LogLine, Outcome } from './outcome.ts';
import { parsePublishResult } from './publish-result.ts';
import type { Sandbox } from './sandbox.ts';

type Needs = { sandbox: Sandbox; clock: Clock; log: (line: LogLine) => void };

/** Loads a namespace's code; refuses, by line and rule, what AppSync would refuse. `at` is the namespace's logical id. */
export async function codedHooks(code: string, at: string, { sandbox, clock, log }: Needs): Promise<Hooks> {
  const [fault] = faultsOf(code);
  if (fault)
    throw new EngineError('template-broken', `${at}: the handler's line ${fault.line}: ${fault.says} (${fault.rule})`);
  const loaded = await sandbox.load(code);
  if ('refused' in loaded)
    throw new EngineError('template-broken', `${at}: the handler cannot be loaded: ${loaded.refused}`);
  const { id, shapes } = loaded;
  for (const [hook, shape] of Object.entries(shapes)) {
    if (shape === 'phases')
      throw new EngineError(
        'not-emulated',
        `${at}: ${hook} has request and response, and data sources are not emulated yet.`,
      );
    if (shape === 'neither')
      throw new EngineError(
        'template-broken',
        `${at}: ${hook} must be a function, or an object with request and response.`,
      );
  }

  const run = async (hook: Hook, occasion: Occasion): Promise<Outcome> => {
    const ctx = encodeContext(occasion);
    const ran = await sandbox.run(id, {
      hook,
      phase: 'self',
      ctx,
      now: clock.now(),
      authType: authTypeText(occasion.caller),
    });
    for (const line of ran.log) log(line);
    if (ran.outcome.kind === 'broken') log({ level: 'error', text: `${hook}: ${ran.outcome.message}` });
    return ran.outcome;
  };
  return {
    ...(shapes.onPublish && {
      async publish(occasion) {
        return parsePublishResult(resultOf(await run('onPublish', occasion), occasion), occasion.events ?? []);
      },
    }),
    ...(shapes.onSubscribe && {
      async subscribe(occasion) {
        resultOf(await run('onSubscribe', occasion), occasion);
      },
    }),
  };
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
