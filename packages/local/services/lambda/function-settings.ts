// The settings of a function, parsed from its template properties.
import { AwsError } from '../../errors.ts';
import { type IntegerRange, notEmulated, PropertyReader } from '../../template/properties.ts';
import type { Resource } from '../resource-type.ts';
import type { Python } from './python/python-interpreter.ts';

/** The settings with which the engine runs a function. */
export type FunctionSettings = {
  name: string;
  arn: string;
  handler: string;
  runtime: string;
  /** Whether its code is the result of `sam build`. */
  isBuiltBySam: boolean;
  /** What runs the code of a Python function. */
  interpreter?: Python;
  roleArn: string;
  timeoutMs: number;
  memoryMb: number;
  /** The number of concurrent invocations; further ones are throttled. */
  concurrency: number;
  environment: Readonly<Record<string, string>>;
  logGroup: string;
  logFormat: 'Text' | 'JSON';
  logLevel: string;
  /** The level of the lines that Lambda itself writes; only in JSON. */
  systemLogLevel: string;
};

// Source: Lambda quotas and the CloudFormation page of AWS::Lambda::Function.
const TIMEOUT_SECONDS: IntegerRange = { from: 1, to: 900, fallback: 3 };
const MEMORY_MB: IntegerRange = { from: 128, to: 10_240, fallback: 128 };
const CONCURRENCY: IntegerRange = { from: 0, to: 1000, fallback: 1000 };
const ENVIRONMENT_BYTES_MAX = 4096;

// Source: Lambda developer guide, "Defined runtime environment variables".
const RESERVED =
  /^(?:_HANDLER|_X_AMZN_TRACE_ID|AWS_(?:DEFAULT_REGION|REGION|EXECUTION_ENV|LAMBDA_.*|ACCESS_KEY|ACCESS_KEY_ID|SECRET_ACCESS_KEY|SESSION_TOKEN)|LAMBDA_(?:TASK_ROOT|RUNTIME_DIR))$/;

const EMULATED_RUNTIME = /^(?:nodejs\d+\.x|python3\.\d+)$/;

/** Properties that change how a function runs and are not emulated. */
const NOT_EMULATED = ['FileSystemConfigs', 'ImageConfig', 'DurableConfig', 'CapacityProviderConfig', 'TenancyConfig'];

/** Parses the properties of an `AWS::Lambda::Function`. */
export function parseFunctionSettings(
  { logicalId, properties, metadata }: Resource,
  name: string,
  arn: string,
): FunctionSettings {
  const { Runtime, Role, Environment, LoggingConfig } = properties as {
    Runtime?: unknown;
    Role?: unknown;
    Environment?: { Variables?: Record<string, unknown> };
    LoggingConfig?: { LogGroup?: string; LogFormat?: string; ApplicationLogLevel?: string; SystemLogLevel?: string };
  };
  if (typeof Runtime !== 'string') throw notEmulated(logicalId, 'a container image', 'use a nodejs or python3 runtime');
  if (!EMULATED_RUNTIME.test(Runtime))
    throw notEmulated(
      logicalId,
      `the runtime ${Runtime}`,
      'use a nodejs or python3 runtime, or run this function on AWS',
    );
  const reader = new PropertyReader(properties, logicalId);
  reader.rejectNotEmulated(NOT_EMULATED);
  const limits = new PropertyReader(properties, logicalId, invalidParameter);
  return {
    name,
    arn,
    handler: reader.string('Handler'),
    runtime: Runtime,
    // AWS SAM developer guide, "Building Node.js Lambda functions with esbuild in AWS SAM".
    isBuiltBySam: metadata['BuildMethod'] !== undefined,
    roleArn: String(Role),
    timeoutMs: 1000 * limits.integer('Timeout', TIMEOUT_SECONDS),
    memoryMb: limits.integer('MemorySize', MEMORY_MB),
    concurrency: limits.integer('ReservedConcurrentExecutions', CONCURRENCY),
    environment: parseEnvironment(logicalId, Environment?.Variables ?? {}),
    logGroup: LoggingConfig?.LogGroup ?? `/aws/lambda/${name}`,
    logFormat: LoggingConfig?.LogFormat === 'JSON' ? 'JSON' : 'Text',
    logLevel: LoggingConfig?.ApplicationLogLevel ?? 'INFO',
    systemLogLevel: LoggingConfig?.SystemLogLevel ?? 'INFO',
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

function invalidParameter(logicalId: string, reason: string): AwsError {
  return new AwsError('InvalidParameterValueException', `${logicalId}: ${reason}.`);
}
