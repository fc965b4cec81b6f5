// Which addresses a push may be sent to: those of the browsers' push services, at public addresses of the network only.
import { lookup as dnsLookup } from 'node:dns';
import type { LookupFunction } from 'node:net';
import { LOCAL_PUSH_ORIGIN } from '../environment.ts';
import { isPublicAddress } from '../public-address.ts';

/**
 * The hosts of the push services of browsers, and what follows them: Chrome and browsers made of it (FCM), Firefox, Safari, Edge. An address
 * is chosen by a user, so without this list a user could let the function send requests to any server.
 */
const PUSH_HOSTS: readonly RegExp[] = [
  /^fcm\.googleapis\.com$/,
  /^(?:[a-z0-9-]+\.)*push\.services\.mozilla\.com$/,
  /^(?:[a-z0-9-]+\.)*push\.apple\.com$/,
  /^(?:[a-z0-9-]+\.)*notify\.windows\.com$/,
];

/** Whether an address is one of a push service: https, at the usual port, without credentials. */
export function isPushEndpoint(endpoint: string, env: NodeJS.ProcessEnv = process.env): boolean {
  const url = URL.parse(endpoint);
  if (url?.username !== '' || url.password !== '' || url.hash !== '') return false;
  // Only an engine sets this variable, for push services of its tests: no stack does.
  if (env[LOCAL_PUSH_ORIGIN] !== undefined && url.origin === env[LOCAL_PUSH_ORIGIN]) return true;
  return url.protocol === 'https:' && url.port === '' && PUSH_HOSTS.some((host) => host.test(url.hostname));
}

/**
 * Resolves a host for a connection, and fails if one of its addresses is not public: the connection uses the addresses that were checked,
 * so that a name cannot change its meaning in between.
 */
export const publicLookup: LookupFunction = (hostname, options, callback) => {
  dnsLookup(hostname, { ...options, all: true }, (error, addresses) => {
    if (error) return callback(error, '', 0);
    const forbidden = addresses.find(({ address }) => !isPublicAddress(address));
    const [first] = addresses;
    if (forbidden || !first)
      return callback(new Error(`The host of a push service is not at a public address.`), '', 0);
    if (options.all) callback(null, addresses);
    else callback(null, first.address, first.family);
  });
};
