// The route of link previews.
import { type LinkPreviews as Answer, parsePreviewRequest } from '@parley/chat';
import type { LinkPreviews } from '../previews/link-previews.ts';
import { jsonBody, type RouteHandlers, tokenUser } from './http.ts';

/** `open` makes the service when it is needed first. */
export const previewRoutes = (open: () => LinkPreviews) =>
  ({
    async previewLinks(request) {
      const urls = parsePreviewRequest(jsonBody(request));
      const body: Answer = { previews: await open().find(urls, tokenUser(request)) };
      return { status: 200, body };
    },
  }) satisfies RouteHandlers;
