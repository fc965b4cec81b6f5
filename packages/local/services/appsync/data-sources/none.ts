// NONE: sends nothing anywhere; the payload of the request is the result. "… function reference for None data source".
import { type DataSource, fieldsOf } from './data-source.ts';

/** Makes a data source that answers by itself. */
export function noneSource(name: string): DataSource {
  return {
    name,
    type: 'NONE',
    async run(input) {
      return { result: fieldsOf(input ?? {}, 'the request')['payload'] ?? null };
    },
  };
}
