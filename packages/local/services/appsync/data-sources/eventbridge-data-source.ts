// AMAZON_EVENTBRIDGE: puts events on a bus. "… function reference for EventBridge data source".
import { randomUUID } from 'node:crypto';
import { BadRequest, type DataSource, failed, fieldsOf, listOf } from './data-source.ts';

/** An event on its way to a bus. */
export type BusEntry = {
  readonly busArn: string;
  readonly source: string;
  readonly detailType: string;
  readonly detail: unknown;
  readonly resources?: unknown;
  readonly time?: unknown;
};

// EventBridge API reference, PutEvents.
const ENTRIES_MAX = 10;

/** Makes the data source of a bus. `allowed` throws when the role may not; `put` takes what was accepted. */
export function eventBridgeSource(
  name: string,
  busArn: string,
  { allowed, put }: { allowed: () => void; put: (entry: BusEntry) => void },
): DataSource {
  return {
    name,
    type: 'AMAZON_EVENTBRIDGE',
    async run(input) {
      const { operation, events } = fieldsOf(input, 'the request');
      if (operation !== 'PutEvents')
        throw new BadRequest(`${String(operation)} is no operation of an EventBridge data source`);
      const entries = listOf(events, 'events').map((event) => fieldsOf(event, 'events'));
      if (entries.length === 0 || entries.length > ENTRIES_MAX)
        throw new BadRequest(`events has ${entries.length} elements; EventBridge takes 1 to ${ENTRIES_MAX}`);
      try {
        allowed();
      } catch (error) {
        return failed(error, 'EventBridge');
      }
      const Entries = entries.map((entry) => {
        const missing = (['source', 'detailType', 'detail'] as const).find((field) => !entry[field]);
        if (missing) return { ErrorCode: 'InvalidArgument', ErrorMessage: invalid(missing) };
        const { source, detailType, detail, resources, time } = entry;
        put({ busArn, source: String(source), detailType: String(detailType), detail, resources, time });
        return { EventId: randomUUID() };
      });
      return { result: { Entries, FailedEntryCount: Entries.filter((entry) => 'ErrorCode' in entry).length } };
    },
  };
}

// As EventBridge words it: API reference, PutEventsResultEntry.
function invalid(field: 'source' | 'detailType' | 'detail'): string {
  const name = { source: 'Source', detailType: 'DetailType', detail: 'Detail' }[field];
  return `Parameter ${name} is not valid. Reason: ${name} is a required argument.`;
}
