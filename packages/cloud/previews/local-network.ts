// The network of an engine's tests: one server on the same machine is the whole web, above it are the checks of production.
import { LOCAL_WEB_PORT } from '../environment.ts';
import { NETWORK, type Network } from './public-network.ts';

/** The names that no server of the internet has (RFC 6761, 6.5), and the public address that they have here. */
const NAMES = /\.example$/;
const ADDRESS = '93.184.215.14';

/** The network of a function: the real one, unless an engine has set the port of a local web. No stack does. */
export function networkOf(env: NodeJS.ProcessEnv = process.env): Network {
  const port = Number(env[LOCAL_WEB_PORT]);
  if (!port) return NETWORK;
  return {
    async resolve(host) {
      if (!NAMES.test(host)) throw new Error(`${host} is not a name of tests.`);
      return [ADDRESS];
    },
    // Whatever the address, which was checked before: with this variable a function reaches nothing else.
    connect: (_address, _port, signal) => NETWORK.connect('127.0.0.1', port, signal),
  };
}
