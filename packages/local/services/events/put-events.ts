// PutEvents: events of functions and scripts, for the rules of a bus.
// Source: EventBridge API reference, PutEvents and PutEventsResultEntry.
import { AwsError } from '../../errors.ts';
import type { Input, Operation } from '../../protocol/aws-json.ts';
import { ACCOUNT, REGION } from '../resource-ids.ts';
import type { EventRules } from './event-rules.ts';
import { busNameOf, DEFAULT_BUS } from './rule-settings.ts';

const ENTRIES_MAX = 10;
/** The size of all entries together; 1 MB since January 2026. */
const BYTES_MAX = 1024 * 1024;

type Entry = Readonly<Record<string, unknown>>;
type Result = { EventId: string } | { ErrorCode: string; ErrorMessage: string };

/** The operation, on the buses of an engine. */
export function putEvents(rules: EventRules): Operation {
  return {
    permissions: (input) =>
      [...new Set(entriesOf(input).map(({ EventBusName = DEFAULT_BUS }) => busNameOf(EventBusName)))].map((bus) => ({
        action: 'events:PutEvents',
        resource: `arn:aws:events:${REGION}:${ACCOUNT}:event-bus/${bus}`,
      })),
    run(input) {
      const entries = entriesOf(input);
      if (Buffer.byteLength(JSON.stringify(entries)) > BYTES_MAX)
        throw new AwsError('ValidationException', 'Total size of the entries in the request is over the limit.');
      const Entries = entries.map((entry) => put(entry, rules));
      return { FailedEntryCount: Entries.filter((one) => 'ErrorCode' in one).length, Entries };
    },
  };
}

function put(entry: Entry, rules: EventRules): Result {
  const { Source, DetailType, Detail, EventBusName = DEFAULT_BUS, Resources = [], Time } = entry;
  const missing = ['Source', 'DetailType', 'Detail'].find(
    (name) => typeof entry[name] !== 'string' || entry[name] === '',
  );
  if (missing !== undefined)
    return failure('InvalidArgument', `Parameter ${missing} is not valid. Reason: ${missing} is a required argument.`);
  if (String(Source).startsWith('aws.'))
    return failure('NotAuthorizedForSourceException', 'Not authorized for the source.');
  const detail = parseDetail(String(Detail));
  if (detail === undefined) return failure('MalformedDetail', 'Detail is malformed.');
  // An event for a bus that does not exist is accepted, and lost.
  const time = typeof Time === 'number' ? `${new Date(Time * 1_000).toISOString().slice(0, 19)}Z` : undefined;
  const event = { source: String(Source), 'detail-type': String(DetailType), detail };
  const resources = (Resources as unknown[]).map(String);
  return { EventId: rules.put({ ...event, resources, ...(time !== undefined && { time }) }, String(EventBusName)) };
}

function entriesOf({ Entries }: Input): readonly Entry[] {
  if (!Array.isArray(Entries) || Entries.length === 0 || Entries.length > ENTRIES_MAX)
    throw new AwsError(
      'ValidationException',
      `1 validation error detected: Value at 'entries' failed to satisfy constraint: Member must have length less than or equal to ${ENTRIES_MAX}, and at least 1`,
    );
  return Entries as Entry[];
}

/** A detail is an object in JSON. */
function parseDetail(text: string): object | undefined {
  try {
    const detail: unknown = JSON.parse(text);
    return typeof detail === 'object' && detail !== null && !Array.isArray(detail) ? detail : undefined;
  } catch {
    return undefined;
  }
}

function failure(ErrorCode: string, ErrorMessage: string): Result {
  return { ErrorCode, ErrorMessage };
}
