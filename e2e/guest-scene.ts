// An engine with guests: creates them, signs them out, and lets days pass.
import assert from 'node:assert/strict';
import { Laptop } from '../harness/laptop.ts';
import { TestUser } from '../harness/test-user.ts';
import { templateOf } from './iam-permissions.ts';
import { invokeFunction } from './role-actions.ts';

export const DAY = 24 * 3_600_000;

export type Tokens = {
  access_token: string;
  refresh_token: string;
  expires_in: number;
  code?: string;
  message?: string;
};

/** An engine with guests, and the requests of their routes. */
export async function openWithGuests(guests: number) {
  const laptop = await Laptop.open({ guests });
  const request = async (path: string, body: unknown = {}) => {
    const response = await fetch(laptop.addresses.api + path, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
    return { status: response.status, body: (await response.json()) as Tokens };
  };
  const create = () => request('/guests');
  const refresh = (refresh_token: unknown) => request('/guests/refresh', { refresh_token });
  const signOut = (refresh_token: unknown) => request('/guests/sign-out', { refresh_token });
  const createGuest = async () => {
    const { status, body } = await create();
    assert.equal(status, 201);
    return { ...body, user: TestUser.with(laptop, body.access_token) };
  };
  /** Stops the engine for some days, restarts it, and lets a day pass. */
  const suspendFor = async (days: number) => {
    await laptop.stop();
    laptop.clock.advance(days * DAY);
    await laptop.start();
    laptop.clock.advance(DAY);
    await laptop.until('expired guests are deleted', () => /\d guests deleted/.test(laptop.log));
  };
  /** Invokes the function that EventBridge invokes once a day. */
  const runDaily = async () => invokeFunction('GuestsDelete', laptop, (await templateOf({ guests })).template);
  const dispose = () => laptop[Symbol.asyncDispose]();
  return { laptop, create, refresh, signOut, createGuest, suspendFor, runDaily, [Symbol.asyncDispose]: dispose };
}
