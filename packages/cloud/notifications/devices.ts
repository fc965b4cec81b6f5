// The browsers that receive a user's pushes: a few of each user, and each endpoint belongs to one user.
import { PUSH_DEVICES_MAX, type PushSubscription, type User } from '@parley/chat';
import { accountRequired } from '../access/access-errors.ts';
import { isGuest, type TokenUser } from '../authenticated-user.ts';
import {
  type ChatTableDeps,
  type Key,
  type Row,
  readRows,
  type TransactionDeps,
  transact,
  type Writes,
} from '../db/chat-table.ts';
import {
  type Device,
  type Devices,
  deviceIdOf,
  devicesKey,
  devicesWrite,
  endpointKey,
  parseDevices,
  secretOf,
} from '../db/notification-rows.ts';
import { CHANGE_RATE_LIMIT, RateLimiter } from '../db/rate-limits.ts';
import { ApiError } from '../errors.ts';
import { isPushEndpoint } from './push-endpoint.ts';

export type DeviceRegistryDeps = ChatTableDeps & TransactionDeps & { now: () => number };

/** How often a change is tried while other devices of the user change. */
const ATTEMPTS = 5;

/** The devices of all users. */
export class DeviceRegistry {
  readonly #deps: DeviceRegistryDeps;
  readonly #rate: RateLimiter;

  constructor(deps: DeviceRegistryDeps) {
    this.#deps = deps;
    this.#rate = new RateLimiter(deps.chatTable, CHANGE_RATE_LIMIT);
  }

  /**
   * Registers a device of a user, or renews it; the oldest one is replaced when there are too many. An endpoint of another user moves
   * only with the same keys: then another user has signed in with the same browser. A person who knows an endpoint alone cannot take it.
   */
  async register(user: TokenUser, subscription: PushSubscription): Promise<string> {
    const { now, chatTable } = this.#deps;
    if (isGuest(user)) throw accountRequired();
    if (!isPushEndpoint(subscription.endpoint)) throw badEndpoint();
    const { userId } = user;
    const device = { ...subscription, id: deviceIdOf(subscription.endpoint), registeredAt: now() };
    await this.#retry(user, async () => {
      const [own, owner] = await this.#rows([devicesKey(userId), endpointKey(device.id)]);
      const previous = owner as (Row & { userId: string; secret: string }) | undefined;
      const isMoved = previous !== undefined && previous.userId !== userId;
      if (isMoved && previous.secret !== secretOf(subscription)) throw endpointTaken();
      const current = parseDevices(own, now());
      const kept = [...current.devices.filter(({ id }) => id !== device.id), device].slice(-PUSH_DEVICES_MAX);
      const replaced = current.devices.filter(({ id }) => !kept.some((one) => one.id === id));
      return [
        devicesWrite(chatTable, userId, current, kept, now()),
        this.#ownWrite(userId, device, previous?.userId),
        ...replaced.map(({ id }) => this.#releaseWrite(userId, id)),
        ...(isMoved ? await this.#withoutWrites(previous.userId, device.id) : []),
      ];
    });
    return device.id;
  }

  /** Removes a device of a user. */
  async remove(user: Pick<User, 'userId'>, deviceId: string): Promise<void> {
    await this.#retry(user, async () => {
      const writes = await this.#withoutWrites(user.userId, deviceId);
      return writes.length > 0 ? [...writes, this.#releaseWrite(user.userId, deviceId)] : [];
    });
  }

  /** Removes devices whose push service does not know them any more. A change at the same time is no harm: the next push finds them again. */
  async removeExpired(userId: string, current: Devices, expired: readonly Device[]): Promise<void> {
    const { chatTable, now } = this.#deps;
    const ids = new Set(expired.map(({ id }) => id));
    const kept = current.devices.filter(({ id }) => !ids.has(id));
    await transact(this.#deps, [
      devicesWrite(chatTable, userId, current, kept, now()),
      ...[...ids].map((id) => this.#releaseWrite(userId, id)),
    ]);
  }

  async #retry({ userId }: Pick<User, 'userId'>, prepare: () => Promise<Writes>): Promise<void> {
    for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
      const writes = await prepare();
      if (writes.length === 0) return;
      const rate = this.#rate.count({ userId }, this.#deps.now());
      const failed = await transact(this.#deps, [rate.write, ...writes]);
      if (failed.includes(0)) throw rate.error(undefined);
      if (failed.length === 0) return;
    }
    throw new ApiError(503, 'busy', 'Your other devices are changing at the moment. Nothing was stored; try again.');
  }

  /** The devices of a user without one of them; nothing if it is not among them. */
  async #withoutWrites(userId: string, deviceId: string): Promise<Writes> {
    const { chatTable, now } = this.#deps;
    const [row] = await this.#rows([devicesKey(userId)]);
    const current = parseDevices(row, now());
    const kept = current.devices.filter(({ id }) => id !== deviceId);
    if (kept.length === current.devices.length) return [];
    return [devicesWrite(chatTable, userId, current, kept, now())];
  }

  #ownWrite(userId: string, device: Device, previous: string | undefined): Writes[number] {
    return {
      Put: {
        TableName: this.#deps.chatTable,
        Item: { ...endpointKey(device.id), userId, secret: secretOf(device) },
        ConditionExpression: previous === undefined ? 'attribute_not_exists(pk)' : 'userId = :previous',
        ...(previous !== undefined && { ExpressionAttributeValues: { ':previous': previous } }),
      },
    };
  }

  #releaseWrite(userId: string, deviceId: string): Writes[number] {
    return {
      Delete: {
        TableName: this.#deps.chatTable,
        Key: endpointKey(deviceId),
        ConditionExpression: 'attribute_not_exists(pk) OR userId = :user',
        ExpressionAttributeValues: { ':user': userId },
      },
    };
  }

  async #rows(keys: readonly Key[]): Promise<(Row | undefined)[]> {
    const rows = await readRows(this.#deps, keys);
    return keys.map(({ pk, sk }) => rows.find((row) => row.pk === pk && row.sk === sk));
  }
}

/** The error for an address that is not one of a push service. */
export function badEndpoint(): ApiError {
  return new ApiError(400, 'bad-endpoint', 'endpoint: is not the address of a push service that this server knows.');
}

function endpointTaken(): ApiError {
  return new ApiError(409, 'endpoint-taken', 'This push subscription belongs to another user. Create a new one.');
}
