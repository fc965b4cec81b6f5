// The handlers of the functions that use buckets, over those of a run: their own files make them over S3.
import { FileLinks } from '../../packages/cloud/files/file-links.ts';
import { FileLists } from '../../packages/cloud/files/file-list.ts';
import { FileUploads } from '../../packages/cloud/files/file-uploads.ts';
import { fileRoutes } from '../../packages/cloud/functions/file-routes.ts';
import type { RouteHandlers } from '../../packages/cloud/functions/http.ts';
import { searchRoutes } from '../../packages/cloud/functions/search-routes.ts';
import type { Services } from '../../packages/cloud/functions/services.ts';
import type { BlockSizes } from '../../packages/cloud/search/log-blocks.ts';
import { MessageSearch } from '../../packages/cloud/search/message-search.ts';
import type { BucketUser, ObjectBuckets } from './object-bucket.ts';
import { TABLES } from './table-names.ts';

/** What an execution environment has beside its services. */
export type BucketDeps = { buckets: ObjectBuckets; user: BucketUser; blockSizes: BlockSizes };

const settings = { bucket: 'files', maxBytes: 100e6, types: '*/*', bytesPerDay: 10e9, openUploads: 20 };

/** The handlers by the name of their function. */
export const BUCKET_HANDLERS: Readonly<Record<string, (services: Services, deps: BucketDeps) => RouteHandlers>> = {
  Files: ({ rows, members }, { buckets, user }) => {
    const deps = { ...rows, members, store: buckets.filesOf(user), settings };
    return fileRoutes(() => ({
      uploads: new FileUploads(deps),
      links: new FileLinks(deps),
      lists: new FileLists(deps),
    }));
  },
  Search: ({ rows, members }, { buckets, user, blockSizes }) => {
    const store = buckets.segmentsOf(user);
    const search = new MessageSearch({ ...rows, logTable: TABLES.log, store, blockSizes });
    return searchRoutes({ rows, members, open: () => search });
  },
};
