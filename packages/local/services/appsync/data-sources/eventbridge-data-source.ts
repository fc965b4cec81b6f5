// AMAZON_EVENTBRIDGE: puts events on a bus. "… function reference for EventBridge data source".
import { randomUUID } from 'node:crypto';
import { type DataSource, InvalidRequest, parseList, parseObject, toErrorResult } from './data-source.ts';

/** An event for a bus. */
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

/** Creates the data source of a bus. `authorize` throws when the role may not put events; `put` receives the accepted ones. */
export function eventBridgeSource(
  name: string,
  busArn: string,
  { authorize, put }: { authorize: () => void; put: (entry: BusEntry) => void },
): DataSource {
  return {
    name,
    type: 'AMAZON_EVENTBRIDGE',
    async run(input) {
      const { operation, events } = parseObject(input, 'the request');
      if (operation !== 'PutEvents')
        throw new InvalidRequest(`${String(operation)} is not an operation of an EventBridge data source`);
      const entries = parseList(events, 'events').map((event) => parseObject(event, 'events'));
      if (entries.length === 0 || entries.length > ENTRIES_MAX)
        throw new InvalidRequest(`events has ${entries.length} elements; EventBridge takes 1 to ${ENTRIES_MAX}`);
      try {
        authorize();
      } catch (error) {
        return toErrorResult(error, 'EventBridge');
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
