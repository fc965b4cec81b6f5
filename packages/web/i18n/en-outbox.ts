// English texts of what is not sent yet, loaded on demand.
import { formatsOf } from './formats.ts';

const { number, plural } = formatsOf('en');

export const waitingToSend = 'Waiting to send.';
export const couldNotSend = 'Couldn’t send.';
export const sendingAgainIn = (seconds: number) => `Sending again in ${number(seconds)} s.`;
export const retry = 'Retry';
export const edit = 'Edit';
export const discard = 'Discard';
export const unsentKept = (count: number) =>
  plural(count, {
    one: '1 unsent message. It stays in this browser and will be sent when you sign in again.',
    other: `${number(count)} unsent messages. They stay in this browser and will be sent when you sign in again.`,
  });
export const notSendable = (count: number) =>
  plural(count, {
    one: '1 message couldn’t be sent. It stays in this browser until you discard it.',
    other: `${number(count)} messages couldn’t be sent. They stay in this browser until you discard them.`,
  });
export const unsentLost = (count: number) =>
  plural(count, {
    one: '1 unsent message. It is lost when you sign out.',
    other: `${number(count)} unsent messages. They are lost when you sign out.`,
  });
export const guestLost = 'If you sign out, you can’t come back as this guest.';
export const signOutQuestion = 'Sign out?';
