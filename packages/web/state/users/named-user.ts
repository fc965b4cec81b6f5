// The signed-in user with the name that the server has given.
import type { ReadonlySignal } from '@preact/signals';
import type { SessionUser } from '../../auth/session.ts';

/** A user whose name is that of a signal: a view that reads it is rendered again when it changes. */
export function withUsername(user: SessionUser, username: ReadonlySignal<string>): SessionUser {
  return {
    ...user,
    get username() {
      return username.value;
    },
  };
}
