// German texts about messages: reading, writing, sending and reacting.
import { list, number, plural } from './de-formats.ts';

export const timelineLabel = (heading: string) => `Nachrichten in ${heading}`;
export const loadingMessages = 'Nachrichten werden geladen …';
export const loadingOlderMessages = 'Ältere Nachrichten werden geladen …';
export const cannotLoadOlderMessages = (problem: string) =>
  `Ältere Nachrichten konnten nicht geladen werden: ${problem}`;
export const missingMessages = 'Einige Nachrichten fehlen. Sie werden geladen …';
export const newDivider = 'Neu';
export const newMessages = (count: number) =>
  plural(count, { one: '1 neue Nachricht', other: `${number(count)} neue Nachrichten` });
export const jumpToLatest = 'Zu den neuesten';
export const noMessagesYet = 'Noch keine Nachrichten. Sag Hallo.';
export const beginningOf = (heading: string) => `Hier beginnt ${heading}.`;
export const typing = (names: readonly string[]) =>
  names.length > 3
    ? 'Mehrere Personen schreiben …'
    : plural(names.length, { one: `${list(names)} schreibt …`, other: `${list(names)} schreiben …` });

export const youBadge = 'du';
export const sent = 'Gesendet';
export const edited = 'bearbeitet';
export const editedAt = (at: string) => `Bearbeitet: ${at}`;
export const editMessage = 'Nachricht bearbeiten';
export const beingEdited = 'Wird bearbeitet';
export const messageDeleted = 'Diese Nachricht wurde gelöscht.';
export const messageExpired = 'Diese Nachricht ist abgelaufen.';
export const olderExpired = 'Ältere Nachrichten sind abgelaufen.';
export const messageFromBlockedUser = 'Nachricht von einer blockierten Person.';
export const ownMessageActions = 'Weitere Aktionen für deine Nachricht';
export const messageActionsFor = (username: string) => `Weitere Aktionen für die Nachricht von ${username}`;
export const reactWith = (emoji: string) => `${emoji} Mit ${EMOJI_NAMES[emoji] ?? emoji} reagieren`;
export const reactions = 'Reaktionen';
export const reactedWith = (emoji: string, names: readonly string[], others: number) =>
  `${list([...names, ...othersAfter(names, others)])} ${names.length + others === 1 ? 'hat' : 'haben'} mit ${emoji} reagiert`;
export const reactionLabel = (emoji: string, count: number, who: string, own: boolean) =>
  `${emoji} ${number(count)}: ${who}. ${own ? 'Deine Reaktion entfernen' : 'Auch so reagieren'}`;

export const composerLabel = (heading: string) => `Nachricht an ${heading}`;
export const composerPlaceholder = (heading: string) => `Nachricht an ${heading}`;
export const emoji = 'Emoji einfügen';
export const sendsIn = (seconds: number) => `Senden in ${number(seconds)} s`;
export const charactersLeft = (count: number) =>
  count < 0
    ? plural(-count, { one: '1 Zeichen zu viel', other: `${number(-count)} Zeichen zu viel` })
    : plural(count, { one: 'noch 1 Zeichen', other: `noch ${number(count)} Zeichen` });

export const sending = 'Wird gesendet …';
export const outboxFull = (count: number) =>
  `${number(count)} Nachrichten warten darauf, gesendet zu werden. Warte, bis einige gesendet sind, oder verwirf welche.`;

const EMOJI_NAMES: Readonly<Record<string, string>> = {
  '👍': 'Daumen hoch',
  '❤️': 'Herz',
  '😂': 'Lachen',
  '🎉': 'Konfetti',
  '😮': 'Staunen',
  '😢': 'Traurigkeit',
  '✅': 'Haken',
  '👀': 'Augen',
};

function othersAfter(names: readonly string[], others: number): string[] {
  if (others === 0) return [];
  if (names.length > 0) return [plural(others, { one: '1 weitere Person', other: `${number(others)} weitere` })];
  return [plural(others, { one: '1 Person', other: `${number(others)} Personen` })];
}
