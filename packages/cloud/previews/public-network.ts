// Connections to public servers: the address of a connection is the one that was checked, so no name can change its meaning in between.
import { lookup } from 'node:dns/promises';
import { once } from 'node:events';
import { connect, isIP, type Socket } from 'node:net';
import { connect as connectTls, type TLSSocket } from 'node:tls';
import { isPublicAddress } from '../public-address.ts';
import { FetchError } from './fetch-error.ts';

/**
 * The network below the checks: names become addresses, and a checked address becomes a connection. Tests pass one of their own, and no
 * setting of a deployed function can.
 */
export type Network = {
  resolve: (host: string) => Promise<readonly string[]>;
  connect: (address: string, port: number, signal: AbortSignal) => Promise<Socket>;
};

/** The real network. Functions without a VPC reach IPv4 only, so it comes first. */
export const NETWORK: Network = {
  async resolve(host) {
    return (await lookup(host, { all: true, order: 'ipv4first' })).map(({ address }) => address);
  },
  async connect(address, port, signal) {
    const socket = connect({ host: address, port });
    await opened(socket, 'connect', signal);
    return socket;
  },
};

/** How many addresses of a host are tried: the first may be of a server that is down, or of IPv6. */
const ADDRESSES_TRIED = 2;

/** Connects to the server of an address. Fails unless every address of its host is public: a mixture is an attack, or a mistake. */
export async function connectPublic(url: URL, network: Network, signal: AbortSignal): Promise<Socket> {
  const host = url.hostname.replace(/^\[(.*)\]$/, '$1').replace(/\.$/, '');
  const addresses = isIP(host) ? [host] : await resolved(host, network, signal);
  const forbidden = addresses.find((address) => !isPublicAddress(address));
  if (forbidden !== undefined || addresses.length === 0)
    throw new FetchError('private-address', `${host} is not at a public address.`);
  const isEncrypted = url.protocol === 'https:';
  const socket = await firstConnection(addresses, isEncrypted ? 443 : 80, network, signal);
  return isEncrypted ? encrypted(socket, host, signal) : socket;
}

async function resolved(host: string, network: Network, signal: AbortSignal): Promise<readonly string[]> {
  try {
    return await Promise.race([network.resolve(host), aborted(signal)]);
  } catch (cause) {
    if (signal.aborted) throw cause;
    throw new FetchError('unreachable', `The name ${host} has no address.`, { cause });
  }
}

async function firstConnection(
  addresses: readonly string[],
  port: number,
  network: Network,
  signal: AbortSignal,
): Promise<Socket> {
  let failure: unknown;
  for (const address of addresses.slice(0, ADDRESSES_TRIED))
    try {
      return await network.connect(address, port, signal);
    } catch (error) {
      if (signal.aborted) throw error;
      failure = error;
    }
  throw new FetchError('unreachable', `No connection to ${addresses[0]}.`, { cause: failure });
}

/** TLS with the name of the host: its certificate is verified by Node's defaults. */
async function encrypted(socket: Socket, host: string, signal: AbortSignal): Promise<TLSSocket> {
  const secure = connectTls({ socket, host, servername: isIP(host) ? '' : host, ALPNProtocols: ['http/1.1'] });
  try {
    await opened(secure, 'secureConnect', signal);
    return secure;
  } catch (cause) {
    socket.destroy();
    if (signal.aborted) throw cause;
    throw new FetchError('unreachable', `No encrypted connection to ${host}.`, { cause });
  }
}

async function opened(socket: Socket, event: 'connect' | 'secureConnect', signal: AbortSignal): Promise<void> {
  try {
    await once(socket, event, { signal });
  } catch (error) {
    socket.destroy();
    throw error;
  }
}

/** Fails when the signal ends. */
export function aborted(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    if (signal.aborted) reject(signal.reason);
    else signal.addEventListener('abort', () => reject(signal.reason), { once: true });
  });
}
