// Connects a function to the engine when it calls a host name of AWS: `https://….appsync-api.us-east-1.amazonaws.com/event`.
import { syncBuiltinESMExports } from 'node:module';
import tls from 'node:tls';

/** The engine's port, the authority of its certificate, and the custom domains of the template. */
export type EngineAddress = { port: number; authority: string; domains: readonly string[] };

/** Host names of AWS. A name that the template does not define is refused by the engine: nothing of a local run leaves the machine. */
const AWS_HOST = /(?:^|\.)(?:amazonaws\.com|amazoncognito\.com|cloudfront\.net|on\.aws)$/;

const LOOPBACK = '127.0.0.1';

/**
 * Replaces `tls.connect`, which `fetch`, `https`, `WebSocket` and SDKs use in this thread. The certificate is checked against the
 * engine's authority alone; a name that it does not list is accepted, as the connection does not leave the machine.
 */
export function connectAwsHostsTo({ port, authority, domains }: EngineAddress): void {
  const connect = tls.connect as (...input: unknown[]) => tls.TLSSocket;
  const redirect = (options: tls.ConnectionOptions): tls.ConnectionOptions => {
    const host = options.servername || options.host;
    if (host === undefined || options.socket || !(AWS_HOST.test(host) || domains.includes(host))) return options;
    const { session: _, lookup: __, ...kept } = options;
    return { ...kept, host: LOOPBACK, port, servername: host, ca: authority, checkServerIdentity: () => undefined };
  };
  tls.connect = ((...input: unknown[]) => connect(...redirectArguments(input, redirect))) as typeof tls.connect;
  syncBuiltinESMExports();
}

/** `connect(options)`, `connect(port, host, options)` and `connect(port, options)`, each with a callback or without. */
function redirectArguments(
  input: readonly unknown[],
  redirect: (options: tls.ConnectionOptions) => tls.ConnectionOptions,
): unknown[] {
  const callback = input.find((one) => typeof one === 'function');
  const given = input.find((one): one is tls.ConnectionOptions => typeof one === 'object' && one !== null) ?? {};
  const [first, second] = input;
  const place = typeof first === 'number' ? { port: first, ...(typeof second === 'string' && { host: second }) } : {};
  const options = redirect({ ...place, ...given });
  return callback === undefined ? [options] : [options, callback];
}
