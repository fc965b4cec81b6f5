// German texts of what is not sent yet, loaded on demand.
import { formatsOf } from './formats.ts';

const { number, plural } = formatsOf('de');

export const waitingToSend = 'Wartet auf das Senden.';
export const couldNotSend = 'Konnte nicht gesendet werden.';
export const sendingAgainIn = (seconds: number) => `Wird in ${number(seconds)} s erneut gesendet.`;
export const retry = 'Erneut senden';
export const edit = 'Bearbeiten';
export const discard = 'Verwerfen';
export const unsentKept = (count: number) =>
  plural(count, {
    one: '1 ungesendete Nachricht. Sie bleibt in diesem Browser und wird gesendet, wenn du dich wieder anmeldest.',
    other: `${number(count)} ungesendete Nachrichten. Sie bleiben in diesem Browser und werden gesendet, wenn du dich wieder anmeldest.`,
  });
export const notSendable = (count: number) =>
  plural(count, {
    one: '1 Nachricht konnte nicht gesendet werden. Sie bleibt in diesem Browser, bis du sie verwirfst.',
    other: `${number(count)} Nachrichten konnten nicht gesendet werden. Sie bleiben in diesem Browser, bis du sie verwirfst.`,
  });
export const unsentLost = (count: number) =>
  plural(count, {
    one: '1 ungesendete Nachricht. Sie geht verloren, wenn du dich abmeldest.',
    other: `${number(count)} ungesendete Nachrichten. Sie gehen verloren, wenn du dich abmeldest.`,
  });
export const guestLost = 'Wenn du dich abmeldest, kannst du nicht als derselbe Gast zurückkommen.';
export const signOutQuestion = 'Abmelden?';
