// The key by which push services know the server (VAPID, RFC 8292): created at the first use; its private half is in Parameter Store only.
import { generateKeyPairSync } from 'node:crypto';
import type { ChatTableDeps } from '../db/chat-table.ts';
import { GetCommand, PutCommand } from '../dynamodb/commands.ts';
import { ConditionalCheckFailedException } from '../dynamodb/dynamodb-errors.ts';
import type { Parameters } from './parameters.ts';

export type PushKeysDeps = ChatTableDeps & { parameters: Parameters; name: string };

/** The pair, base64url. */
export type PushKeyPair = { publicKey: string; privateKey: string };

/** The row of the public key, and the version of the parameter that has its private half. */
const KEY = { pk: 'push-key', sk: 'push-key' };
type Stored = { publicKey: string; parameterVersion: number };

/**
 * The server's key. The function that creates it can write the parameter and not read it; the one that sends can read it and not write
 * it. Each creation is a version of the parameter of its own, so when two functions create one at the same time, the row that was
 * written first names the version that belongs to it.
 */
export class PushKeys {
  readonly #deps: PushKeysDeps;
  #pair: PushKeyPair | undefined;

  constructor(deps: PushKeysDeps) {
    this.#deps = deps;
  }

  /** The public key, which is created if there is none. */
  async publicKey(): Promise<string> {
    return (await this.#stored())?.publicKey ?? (await this.#create());
  }

  /** Both halves; undefined while no browser has asked for the public one. */
  async pair(): Promise<PushKeyPair | undefined> {
    if (this.#pair) return this.#pair;
    const stored = await this.#stored();
    if (!stored) return undefined;
    const { parameters, name } = this.#deps;
    const privateKey = await parameters.read(name, stored.parameterVersion);
    this.#pair = { publicKey: stored.publicKey, privateKey };
    return this.#pair;
  }

  async #stored(): Promise<Stored | undefined> {
    const { dynamodb, chatTable } = this.#deps;
    const { Item } = await dynamodb.send(new GetCommand({ TableName: chatTable, Key: KEY, ConsistentRead: true }));
    return Item as Stored | undefined;
  }

  async #create(): Promise<string> {
    const { dynamodb, chatTable, parameters, name } = this.#deps;
    const { publicKey, privateKey } = newKeyPair();
    const parameterVersion = await parameters.write(name, privateKey);
    try {
      const Item = { ...KEY, publicKey, parameterVersion };
      await dynamodb.send(
        new PutCommand({ TableName: chatTable, Item, ConditionExpression: 'attribute_not_exists(pk)' }),
      );
      return publicKey;
    } catch (error) {
      if (!(error instanceof ConditionalCheckFailedException)) throw error;
      return ((await this.#stored()) as Stored).publicKey;
    }
  }
}

/** A key pair of P-256: the public point uncompressed, the private number. */
export function newKeyPair(): PushKeyPair {
  const {
    d = '',
    x = '',
    y = '',
  } = generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey.export({ format: 'jwk' });
  const point = Buffer.concat([Buffer.from([4]), Buffer.from(x, 'base64url'), Buffer.from(y, 'base64url')]);
  return { publicKey: point.toString('base64url'), privateKey: d };
}
