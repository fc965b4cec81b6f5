// A distribution in front of a bucket that forwards the query: S3 verifies the signature in it, and the distribution adds its headers.
import type { IncomingMessage, ServerResponse } from 'node:http';
import { type S3ApiDeps, serveS3 } from '../s3/index.ts';

/** Headers of a request that CloudFront forwards to S3 without a policy (Developer Guide, "Request and response behavior for Amazon S3 origins"). */
const FORWARDED: ReadonlySet<string> = new Set([
  'range',
  'if-range',
  'if-match',
  'if-none-match',
  'if-modified-since',
  'if-unmodified-since',
]);

/** Serves the objects of a bucket, which the distribution reaches at `host`, to readers who have a signed link. */
export function signedOriginHandler(
  deps: S3ApiDeps,
  { bucket, host }: { bucket: string; host: string },
  headers: () => Record<string, string>,
) {
  return async (request: IncomingMessage, response: ServerResponse, url: URL): Promise<void> => {
    if (request.method !== 'GET' && request.method !== 'HEAD') {
      response.writeHead(403, { ...headers(), 'content-type': 'text/html' }).end();
      return;
    }
    // The origin sees its own host name, and neither the cookies nor the Authorization of the reader.
    const kept = Object.entries(request.headers).filter(([name]) => FORWARDED.has(name));
    Object.defineProperty(request, 'headers', { value: { ...Object.fromEntries(kept), host } });
    const origin = new URL(url.pathname + url.search, `https://${host}`);
    await serveS3(deps, request, response, origin, { bucket, path: url.pathname.slice(1) }, { headers: headers() });
  };
}
