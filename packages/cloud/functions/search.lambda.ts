// The function that searches for messages.
import { LOG_TABLE, required, SEARCH_BUCKET } from '../environment.ts';
import { MessageSearch } from '../search/message-search.ts';
import { S3Store } from '../search/s3-store.ts';
import { createBaseServices, openTables } from './base-services.ts';
import { httpHandler } from './http.ts';
import { type SearchServices, searchRoutes } from './search-routes.ts';

const bucket = required(SEARCH_BUCKET);
const logTable = required(LOG_TABLE);

export const handlers = ({ rows, members }: Pick<SearchServices, 'rows' | 'members'>) => {
  let search: MessageSearch | undefined;
  const open = () => {
    search ??= new MessageSearch({ ...rows, logTable, store: new S3Store(bucket) });
    return search;
  };
  return searchRoutes({ rows, members, open });
};

const { deps, members } = createBaseServices(openTables());

export const handler = httpHandler(handlers({ rows: deps, members }));
