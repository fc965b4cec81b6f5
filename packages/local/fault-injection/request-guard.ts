// Who may set faults: this machine's own page and programs, and no other website that is open in a browser here.
import type { IncomingMessage } from 'node:http';

/**
 * Why a request is refused, if it is. The port listens on this machine alone; a browser on it may still be led here by a page
 * from elsewhere. What such a page cannot do: leave out or forge `Host`, `Origin` and `Sec-Fetch-Site`, or send JSON, PUT or
 * DELETE to another origin without a preflight, which is never answered.
 */
export function refusalOf(request: IncomingMessage, host: string): { status: number; message: string } | undefined {
  const { headers, method } = request;
  // Another name for this machine is another origin: the page of a distribution, or a name that was turned here.
  if (headers.host !== host) return { status: 421, message: `This is served at http://${host}/_parley/ alone.` };
  const site = headers['sec-fetch-site'];
  const isVisit = method === 'GET' && headers['sec-fetch-mode'] === 'navigate';
  if (site !== undefined && site !== 'same-origin' && site !== 'none' && !isVisit) return FOREIGN;
  if (headers.origin !== undefined && headers.origin !== `http://${host}` && headers.origin !== `https://${host}`)
    return FOREIGN;
  if (method === 'PUT' && !/^application\/json\b/i.test(headers['content-type'] ?? ''))
    return { status: 415, message: 'Send JSON, with content-type: application/json.' };
  return undefined;
}

const FOREIGN = { status: 403, message: 'Another website may not set faults here.' };
