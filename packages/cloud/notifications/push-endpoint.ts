// Which addresses a push may be sent to: those of the browsers' push services, at public addresses of the network only.
import { lookup as dnsLookup } from 'node:dns';
import { BlockList, isIP, type LookupFunction } from 'node:net';
import { LOCAL_PUSH_ORIGIN } from '../environment.ts';

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
 * The addresses that are not public: of the machine, its network, the cloud's metadata, and those that are reserved. Source: IANA IPv4 and
 * IPv6 Special-Purpose Address Registries.
 */
const NOT_PUBLIC = new BlockList();
for (const [network, prefix] of [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.0.0.0', 24],
  ['192.0.2.0', 24],
  ['192.88.99.0', 24],
  ['192.168.0.0', 16],
  ['198.18.0.0', 15],
  ['198.51.100.0', 24],
  ['203.0.113.0', 24],
  ['224.0.0.0', 3],
] as const)
  NOT_PUBLIC.addSubnet(network, prefix, 'ipv4');

/** The only public addresses of IPv6 are in this network, and these parts of it are not. */
const PUBLIC_V6 = new BlockList();
PUBLIC_V6.addSubnet('2000::', 3, 'ipv6');
for (const [network, prefix] of [
  ['2001::', 23],
  ['2001:db8::', 32],
  // They contain an address of IPv4.
  ['2002::', 16],
  ['3fff::', 20],
] as const)
  NOT_PUBLIC.addSubnet(network, prefix, 'ipv6');

/** Whether an address of the network is public. */
export function isPublicAddress(address: string): boolean {
  if (isIP(address) === 4) return !NOT_PUBLIC.check(address, 'ipv4');
  return isIP(address) === 6 && PUBLIC_V6.check(address, 'ipv6') && !NOT_PUBLIC.check(address, 'ipv6');
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
