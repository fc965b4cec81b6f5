// The function of files: announces and completes uploads, and signs links. Its role cannot write to a log.

import { FileLinks } from '../files/file-links.ts';
import { FileLists } from '../files/file-list.ts';
import { readFileSettings } from '../files/file-settings.ts';
import { FileStore } from '../files/file-store.ts';
import { FileUploads } from '../files/file-uploads.ts';
import { createBaseServices, openTables } from './base-services.ts';
import { type FileServices, fileRoutes } from './file-routes.ts';
import { httpHandler } from './http.ts';
import type { Services } from './services.ts';

/** The services over those of a function; the settings are read when the first request needs them. */
export const handlers = ({ rows, members }: Pick<Services, 'rows' | 'members'>) => {
  let services: FileServices | undefined;
  return fileRoutes(() => {
    if (services) return services;
    const settings = readFileSettings();
    const store = new FileStore(settings.bucket, rows.now);
    const deps = { ...rows, members, store, settings };
    services = { uploads: new FileUploads(deps), links: new FileLinks(deps), lists: new FileLists(deps) };
    return services;
  });
};

const { deps, members } = createBaseServices(openTables());

export const handler = httpHandler(handlers({ rows: deps, members }));
