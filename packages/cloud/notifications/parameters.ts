// Secrets in the Parameter Store of Systems Manager: writing a version, and reading one.
import { PARAMETER_STORE, signedTransport, type Transport } from '../dynamodb/signed-transport.ts';

/** Writes and reads parameters. A role has one of the two permissions. */
export interface Parameters {
  /** Stores a new version, encrypted with the account's key; returns its number. */
  write(name: string, value: string): Promise<number>;
  read(name: string, version: number): Promise<string>;
}

/** The parameters of the account, by two calls that need no SDK. Lambda or the caller retries an error. */
export function accountParameters(transport: Transport = signedTransport(process.env, PARAMETER_STORE)): Parameters {
  const call = async (operation: string, input: object) => {
    const { status, body } = await transport(operation, JSON.stringify(input));
    // The response to a successful call may contain the secret: only its error is quoted.
    if (status !== 200) throw new Error(`${operation} returned ${status}: ${body.slice(0, 300)}`);
    return JSON.parse(body) as { Version: number; Parameter: { Value: string } };
  };
  return {
    // Source: Systems Manager API reference. Each version of a parameter is kept, up to 100 of them.
    async write(Name, Value) {
      return (await call('PutParameter', { Name, Value, Type: 'SecureString', Overwrite: true })).Version;
    },
    async read(name, version) {
      return (await call('GetParameter', { Name: `${name}:${version}`, WithDecryption: true })).Parameter.Value;
    },
  };
}
