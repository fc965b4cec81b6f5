// The guard of the control API: only this machine's own page and programs may set faults, not other websites in its browser.
import type { IncomingMessage } from 'node:http';

/**
 * The reason why a request is rejected, if it is. The port listens on this machine alone, but a foreign website that is open in
 * a browser on it can still send requests here. Such a website cannot omit or forge `Host`, `Origin` and `Sec-Fetch-Site`, and
 * cannot send JSON, PUT or DELETE to another origin without a preflight, which is never answered.
 */
export function rejectionOf(request: IncomingMessage, host: string): { status: number; message: string } | undefined {
  const { headers, method } = request;
  // Another name for this machine is another origin: the page of a distribution, or a name rebound to this address.
  if (headers.host !== host) return { status: 421, message: `This is served only at http://${host}/_parley/.` };
  const site = headers['sec-fetch-site'];
  const isVisit = method === 'GET' && headers['sec-fetch-mode'] === 'navigate';
  if (site !== undefined && site !== 'same-origin' && site !== 'none' && !isVisit) return FOREIGN;
  if (headers.origin !== undefined && headers.origin !== `http://${host}` && headers.origin !== `https://${host}`)
    return FOREIGN;
  if (method === 'PUT' && !/^application\/json\b/i.test(headers['content-type'] ?? ''))
    return { status: 415, message: 'Send JSON, with content-type: application/json.' };
  return undefined;
}

const FOREIGN = { status: 403, message: 'Other websites may not set faults here.' };
