import assert from 'node:assert/strict';
import { test } from 'node:test';
import { gzipSync } from 'node:zlib';
import { createLinkPreview, IMAGE_BYTES } from './link-preview.ts';
import { startFakeWeb } from './testing/fake-web.ts';

/** The first bytes of a PNG image. */
function png(width: number, height: number, length = 24): Buffer {
  const bytes = Buffer.alloc(length);
  bytes.write('\x89PNG\r\n\x1a\n\0\0\0\rIHDR', 'latin1');
  bytes.writeUInt32BE(width, 16);
  bytes.writeUInt32BE(height, 20);
  return bytes;
}

const head = (extra = '') => `<!doctype html><html><head><title>A title</title>${extra}</head><body>`;

/** A site with a page that names an image, and that image. */
async function siteWith(image: Buffer | string, type: string, address = '/image') {
  return startFakeWeb((request, response) => {
    if (request.url === '/image') response.writeHead(200, { 'content-type': type }).end(image);
    else
      response
        .writeHead(200, { 'content-type': 'text/html' })
        .end(head(`<meta property="og:image" content="${address}">`));
  });
}

test('a preview has the texts of the head, the host of the last redirect and the image', async () => {
  const image = png(600, 315);
  await using web = await startFakeWeb((request, response) => {
    if (request.url === '/image.png') response.writeHead(200, { 'content-type': 'image/png' }).end(image);
    else if (request.headers.host === 'short.example')
      response.writeHead(301, { location: 'http://news.example/story' }).end();
    else
      response.writeHead(200, { 'content-type': 'text/html', 'content-encoding': 'gzip' }).end(
        gzipSync(
          head(`<meta property="og:title" content="Caf&eacute; &amp; bar"><meta name="description" content="Two\n lines">
            <meta property="og:site_name" content="News"><meta property="og:image" content="../image.png">`),
        ),
      );
  });
  assert.deepEqual(await createLinkPreview('http://short.example/x', { network: web.network }), {
    host: 'news.example',
    title: 'Café & bar',
    site: 'News',
    description: 'Two lines',
    image: { type: 'image/png', width: 600, height: 315, bytes: image },
  });
});

test('a page without a title has no preview', async () => {
  await using web = await startFakeWeb((_, response) => {
    response.writeHead(200, { 'content-type': 'text/html' }).end('<title>\u200b \u202e</title><body>Text');
  });
  assert.equal(await createLinkPreview('http://site.example/', { network: web.network }), undefined);
});

test('a title beyond the limit of the page is not read, and one before it is', async () => {
  const comment = `<!--${'x'.repeat(600_000)}-->`;
  await using web = await startFakeWeb((request, response) => {
    const text = request.url === '/late' ? comment + head() : head().replace('</head>', comment);
    response.writeHead(200, { 'content-type': 'text/html' }).end(text);
  });
  assert.equal(await createLinkPreview('http://site.example/late', { network: web.network }), undefined);
  assert.equal((await createLinkPreview('http://site.example/', { network: web.network }))?.title, 'A title');
});

test('an attack by a page without an end, compressed or not, ends at the limit with what was read', async () => {
  const filler = gzipSync(Buffer.alloc(10_000_000, 'x'));
  await using web = await startFakeWeb((request, response) => {
    const isGzip = request.url === '/gzip';
    response.writeHead(200, { 'content-type': 'text/html', ...(isGzip && { 'content-encoding': 'gzip' }) });
    const begin = `<title>A title</title><!--`;
    response.write(isGzip ? Buffer.concat([gzipSync(begin), filler, filler, filler]) : begin);
    const more = () => {
      while (!response.destroyed && response.write(isGzip ? filler : Buffer.alloc(16_384, 'x')));
    };
    response.on('drain', more);
    more();
  });
  for (const path of ['', 'gzip'])
    assert.equal((await createLinkPreview(`http://site.example/${path}`, { network: web.network }))?.title, 'A title');
});

test('a page is decoded by the charset of its header, or of its first bytes, whatever it is called', async () => {
  const types: Record<string, string> = { '/header': 'text/html; charset="ISO-8859-1"' };
  await using web = await startFakeWeb((request, response) => {
    const named = request.url === '/meta' ? 'windows-1252' : 'no-such-charset';
    const meta = request.url === '/header' ? '' : `<meta charset=${named}>`;
    const encoding = request.url === '/other' ? 'utf8' : 'latin1';
    response.writeHead(200, { 'content-type': types[request.url ?? ''] ?? 'text/html' });
    response.end(Buffer.from(`${meta}<title>Über</title>`, encoding));
  });
  for (const path of ['header', 'meta', 'other'])
    assert.equal(
      (await createLinkPreview(`http://site.example/${path}`, { network: web.network }))?.title,
      'Über',
      path,
    );
});

const SVG = '<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>';
for (const [what, image, type] of [
  ['SVG', SVG, 'image/svg+xml'],
  ['SVG that says that it is PNG', SVG, 'image/png'],
  ['HTML that says that it is JPEG', '<script>alert(1)</script>', 'image/jpeg'],
  ['PNG that says that it is HTML', png(10, 10), 'text/html'],
  ['more bytes than the limit', png(10, 10, IMAGE_BYTES + 1), 'image/png'],
  ['more pixels than a browser should decode', png(60_000, 60_000), 'image/png'],
  ['no pixels', png(0, 10), 'image/png'],
] as const)
  test(`an attack by an image of ${what} leaves the text without an image`, async () => {
    await using web = await siteWith(image, type);
    const preview = await createLinkPreview('http://site.example/', { network: web.network });
    assert.deepEqual(preview, { host: 'site.example', title: 'A title' });
  });

test('an image has the type of its bytes', async () => {
  await using web = await siteWith(png(10, 10), 'image/jpeg');
  const preview = await createLinkPreview('http://site.example/', { network: web.network });
  assert.equal(preview?.image?.type, 'image/png');
});

for (const address of [
  'http://169.254.169.254/image',
  'file:///image',
  'data:image/png;base64,AAAA',
  'http://[::1]/image',
])
  test(`an attack by an image at ${address} is refused`, async () => {
    await using web = await siteWith(png(10, 10), 'image/png', address);
    const preview = await createLinkPreview('http://site.example/', { network: web.network });
    assert.equal(preview?.image, undefined);
    assert.equal(web.connected.length, 1);
  });

test('an image that takes too long leaves the text, in the time of both', async () => {
  await using web = await startFakeWeb((request, response) => {
    if (request.url !== '/image')
      response.writeHead(200, { 'content-type': 'text/html' }).end(head('<meta property="og:image" content="/image">'));
  });
  const preview = await createLinkPreview('http://site.example/', { network: web.network, timeMs: 300 });
  assert.equal(preview?.title, 'A title');
});
