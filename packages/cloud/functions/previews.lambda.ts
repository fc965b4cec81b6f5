// The function of link previews, the only one that requests what users name. Its role has no access to messages or files.
import { FILES_BUCKET, required } from '../environment.ts';
import { ImageStore } from '../previews/image-store.ts';
import { LinkPreviews } from '../previews/link-previews.ts';
import { networkOf } from '../previews/local-network.ts';
import { createBaseServices, openTables } from './base-services.ts';
import { httpHandler } from './http.ts';
import { previewRoutes } from './preview-routes.ts';
import type { Services } from './services.ts';

/** The services over those of a function; the settings are read when the first request needs them. */
export const handlers = ({ rows }: Pick<Services, 'rows'>) => {
  let previews: LinkPreviews | undefined;
  return previewRoutes(() => {
    previews ??= new LinkPreviews({
      ...rows,
      images: new ImageStore(required(FILES_BUCKET), rows.now),
      network: networkOf(),
    });
    return previews;
  });
};

const { deps } = createBaseServices(openTables());

export const handler = httpHandler(handlers({ rows: deps }));
