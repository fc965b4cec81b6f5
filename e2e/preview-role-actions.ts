// Repeatable actions of the role of link previews: requesting a link, and loading the image of its preview.
import type { RequestListener } from 'node:http';
import { type LinkPreviews, newId } from '@parley/chat';
import { bomb } from '../harness/file-pictures.ts';
import { FileSender } from '../harness/file-sender.ts';
import type { Outcome, RoleAction, Scene } from './role-actions.ts';

/** A site of which each page has an image. */
export const previewSite: RequestListener = ({ url = '' }, response) => {
  if (url.endsWith('.png')) response.writeHead(200, { 'content-type': 'image/png' }).end(bomb('', 120, 60).bytes);
  else
    response
      .writeHead(200, { 'content-type': 'text/html' })
      .end(`<title>Page ${url}</title><meta property="og:image" content="${url}.png">`);
};

async function preview({ other }: Scene): Promise<Outcome & { image: string }> {
  const urls = [`http://site.example/${newId()}`];
  const { status, body } = await other.requests<LinkPreviews>('POST', '/previews', { urls });
  const image = body.previews?.[0]?.preview?.image?.url ?? '';
  return { done: status === 200 && image !== '', output: JSON.stringify(body), image };
}

/** The actions by role. */
export const PREVIEW_ROLE_ACTIONS: Record<string, readonly RoleAction[]> = {
  HttpPreviewsRole: [
    preview,
    async (scene) => {
      const { done, output, image } = await preview(scene);
      if (!done) return { done, output };
      const { downloads } = await FileSender.configOf(scene.laptop.addresses.page);
      const response = await fetch(downloads + image);
      return { done: response.status === 200, output: await response.text() };
    },
  ],
};
