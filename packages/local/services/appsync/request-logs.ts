// Request-level logs of an Event API: one JSON text for each connect, publish and subscribe, in the API's log group.
import { randomUUID } from 'node:crypto';
import type { AwsError } from '../../errors.ts';
import { notEmulated, type PropertyReader, templateBroken } from '../../template/properties.ts';
import { ACCOUNT, REGION } from '../resource-ids.ts';
import type { AppSyncDeps } from './appsync-deps.ts';
import { UNDOCUMENTED } from './undocumented-behaviour.ts';

/** "EventLogConfig": ERROR logs what failed, the others every request; ALL and DEBUG add the header fields. */
const LEVELS = ['NONE', 'ERROR', 'ALL', 'INFO', 'DEBUG'] as const;
type LogLevel = (typeof LEVELS)[number];

/** The stream of these entries; handlers have one for each namespace. */
const STREAM = 'requests';

/** A longer text is no channel. */
const CHANNEL_LENGTH_MAX = 300;

/** Fields with credentials, which logs never contain. */
const SECRET = /^(?:authorization|cookie|x-api-key|x-amz-security-token|sec-websocket-protocol)$/;

/** One operation that has ended. */
export type LoggedRequest = {
  operation: 'EVENT_CONNECT' | 'EVENT_PUBLISH' | 'EVENT_SUBSCRIBE';
  /** `x-amzn-RequestId` of the response. @default a new one: frames have none */
  requestId?: string;
  channel?: unknown;
  /** The error with which it was rejected. */
  error?: AwsError | undefined;
  /** The header fields of the request. */
  headers: Readonly<Record<string, unknown>>;
};

/** The request logs of one API. */
export type RequestLogs = (request: LoggedRequest) => void;

/** Parses `EventConfig.LogConfig`; undefined when nothing is logged. */
export function parseRequestLogs(config: PropertyReader, apiId: string, deps: AppSyncDeps): RequestLogs | undefined {
  if (config.properties['LogConfig'] === undefined) return undefined;
  const reader = config.optionalObject('LogConfig');
  const level = reader.oneOf('LogLevel', LEVELS);
  const role = reader.string('CloudWatchLogsRoleArn');
  const { log, dataSourceAccess: access, warn = () => {} } = deps;
  if (level === 'NONE' || !log) return undefined;
  if (!access) throw notEmulated(reader.subject, 'LogConfig without the roles of the template');
  if (!access.trusted(role))
    throw templateBroken(
      reader.subject,
      `LogConfig names the role ${role}, which does not trust appsync.amazonaws.com`,
    );
  const group = `arn:aws:logs:${REGION}:${ACCOUNT}:log-group:/aws/appsync/apis/${apiId}:log-stream:${STREAM}`;
  try {
    access.demand(role, 'logs:PutLogEvents', group);
  } catch {
    warn(`AppSync writes no logs of the API ${apiId}: ${role} does not allow logs:PutLogEvents on ${group}.`);
    return undefined;
  }
  return (request) => {
    // First of all: most requests succeed, and each publish comes here.
    if (level === 'ERROR' && !request.error) return;
    for (const entry of entriesOf(request, level))
      log({ apiId, namespace: STREAM, level: 'log', text: JSON.stringify(entry) });
  };
}

/** "Configuring CloudWatch Logs on Event APIs": the summary of the operation, the tokens consumed, and the header fields. */
function* entriesOf({ operation, requestId = randomUUID(), channel, error, headers }: LoggedRequest, level: LogLevel) {
  if (level === 'ALL' || level === 'DEBUG')
    yield { logType: 'RequestHeaders', requestId, headers: withoutSecrets(headers) };
  yield {
    logType: UNDOCUMENTED.requestLogEntry.value,
    requestId,
    operation,
    ...(channel !== undefined && { channel: String(channel).slice(0, CHANNEL_LENGTH_MAX) }),
    statusCode: error?.status ?? 200,
    tokensConsumed: error ? 0 : 1,
    ...(error && { errors: [{ errorType: error.type, message: error.message }] }),
  };
}

function withoutSecrets(headers: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [name, SECRET.test(name.toLowerCase()) ? '****' : value]),
  );
}
