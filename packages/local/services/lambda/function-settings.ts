// A function as the template defines it.
import { AwsError, EngineError } from '../../errors.ts';
import type { Resource } from '../resource-type.ts';

/** What the engine needs to know of a function to run it. */
export type FunctionSettings = {
  name: string;
  arn: string;
  handler: string;
  runtime: string;
  roleArn: string;
  timeoutMs: number;
  memoryMb: number;
  /** How many may run at once; the rest is throttled. */
  concurrency: number;
  environment: Readonly<Record<string, string>>;
  logGroup: string;
  logFormat: 'Text' | 'JSON';
  logLevel: string;
};

// Source: Lambda quotas and the CloudFormation page of AWS::Lambda::Function.
const TIMEOUT_SECONDS = 3;
const TIMEOUT_SECONDS_MAX = 900;
const MEMORY_MB = 128;
const MEMORY_MB_MAX = 10_240;
const CONCURRENCY = 1000;
const ENVIRONMENT_BYTES_MAX = 4096;

// Source: Lambda developer guide, "Defined runtime environment variables".
const RESERVED =
  /^(?:_HANDLER|_X_AMZN_TRACE_ID|AWS_(?:DEFAULT_REGION|REGION|EXECUTION_ENV|LAMBDA_.*|ACCESS_KEY|ACCESS_KEY_ID|SECRET_ACCESS_KEY|SESSION_TOKEN)|LAMBDA_(?:TASK_ROOT|RUNTIME_DIR))$/;

/** What changes how a function runs and is not played here. */
const NOT_EMULATED = ['FileSystemConfigs', 'ImageConfig', 'DurableConfig', 'CapacityProviderConfig', 'TenancyConfig'];

/** Reads the properties of a function that the engine is to run. */
export function parseSettings({ logicalId, properties }: Resource, name: string, arn: string): FunctionSettings {
  const { Runtime, Handler, Layers, Role, Environment, LoggingConfig } = properties as {
    Runtime?: unknown;
    Handler?: unknown;
    Layers?: unknown;
    Role?: unknown;
    Environment?: { Variables?: Record<string, unknown> };
    LoggingConfig?: { LogGroup?: string; LogFormat?: string; ApplicationLogLevel?: string };
  };
  if (typeof Runtime !== 'string' || !/^nodejs\d+\.x$/.test(Runtime))
    throw new EngineError(
      'not-emulated',
      `The function ${logicalId} runs on ${typeof Runtime === 'string' ? Runtime : 'a container image'}; only nodejs runtimes are emulated.`,
    );
  const refused = NOT_EMULATED.find((property) => properties[property] !== undefined);
  if (refused) throw new EngineError('not-emulated', `${refused} of the function ${logicalId} is not emulated.`);
  if (Array.isArray(Layers) && Layers.length > 0)
    throw new EngineError(
      'not-emulated',
      `The function ${logicalId} uses layers, which are not emulated. Bundle what it needs.`,
    );
  if (typeof Handler !== 'string')
    throw new EngineError('template-broken', `The function ${logicalId} has no Handler.`);
  return {
    name,
    arn,
    handler: Handler,
    runtime: Runtime,
    roleArn: String(Role),
    timeoutMs: 1000 * whole(logicalId, 'Timeout', properties.Timeout ?? TIMEOUT_SECONDS, 1, TIMEOUT_SECONDS_MAX),
    memoryMb: whole(logicalId, 'MemorySize', properties.MemorySize ?? MEMORY_MB, MEMORY_MB, MEMORY_MB_MAX),
    concurrency: whole(
      logicalId,
      'ReservedConcurrentExecutions',
      properties.ReservedConcurrentExecutions ?? CONCURRENCY,
      0,
      CONCURRENCY,
    ),
    environment: parseEnvironment(logicalId, Environment?.Variables ?? {}),
    logGroup: LoggingConfig?.LogGroup ?? `/aws/lambda/${name}`,
    logFormat: LoggingConfig?.LogFormat === 'JSON' ? 'JSON' : 'Text',
    logLevel: LoggingConfig?.ApplicationLogLevel ?? 'INFO',
  };
}

function parseEnvironment(logicalId: string, variables: Record<string, unknown>): Record<string, string> {
  const entries = Object.entries(variables).map(([key, value]) => [key, String(value)] as const);
  const reserved = entries.map(([key]) => key).filter((key) => RESERVED.test(key));
  if (reserved.length > 0)
    throw new AwsError(
      'InvalidParameterValueException',
      `Lambda was unable to configure your environment variables because the environment variables you have provided contains reserved keys that are currently not supported for modification. Reserved keys used in this request: ${reserved.join(', ')} (${logicalId})`,
    );
  const size = Buffer.byteLength(JSON.stringify(Object.fromEntries(entries)));
  if (size > ENVIRONMENT_BYTES_MAX)
    throw new AwsError(
      'InvalidParameterValueException',
      `Lambda was unable to configure your environment variables because the environment variables you have provided exceeded the 4KB limit. (${logicalId}: ${size} bytes)`,
    );
  return Object.fromEntries(entries);
}

function whole(logicalId: string, name: string, input: unknown, least: number, most: number): number {
  const value = Number(input);
  if (!Number.isInteger(value) || value < least || value > most)
    throw new AwsError(
      'InvalidParameterValueException',
      `${name} of the function ${logicalId} is ${JSON.stringify(input)}; Lambda takes a whole number from ${least} to ${most}.`,
    );
  return value;
}
