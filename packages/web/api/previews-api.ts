// The route of link previews.
import type { PreviewOfLink } from '@parley/chat';
import type { AskForPreviews } from '../state/previews/link-previews.ts';
import { listOf } from './request.ts';
import type { Api } from './types.ts';

/** Asks for previews; their images are below the address of the downloads. */
export function previewRequest({ request }: Pick<Api, 'request'>, downloads: string): AskForPreviews {
  return async (urls) => {
    const { previews } = await request('previewLinks', {}, { body: { urls } });
    return listOf<PreviewOfLink>('previews', previews).map(({ url, preview }) => {
      if (!preview?.image) return { url, ...(preview !== undefined && { preview }) };
      return { url, preview: { ...preview, image: { ...preview.image, url: downloads + preview.image.url } } };
    });
  };
}
