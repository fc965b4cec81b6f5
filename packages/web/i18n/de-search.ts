// German texts of the search for messages, which are loaded on demand.
import { formatsOf } from './formats.ts';

const { day, number, plural } = formatsOf('de');

export const searchPlaceholder = 'Wörter, „Wortfolgen“ oder Filter';
export const searchFilters = 'Filter';
export const searchFilterNames = {
  from: 'Von …',
  in: 'In …',
  after: 'Ab …',
  before: 'Vor …',
  'has:file': 'Mit Datei',
  'has:link': 'Mit Link',
};
export const searchSuggestions = 'Vorschläge';
export const searchOrders = { newest: 'Neueste', best: 'Beste Treffer' };
export const searchOrder = 'Reihenfolge der Ergebnisse';
export const searchResults = 'Suchergebnisse';
export const resultsFound = (count: number, more: boolean) =>
  plural(count, {
    one: more ? 'Mehr als 1 Ergebnis' : '1 Ergebnis',
    other: `${more ? 'Über ' : ''}${number(count)} Ergebnisse`,
  });
export const noResults = 'Keine Nachrichten gefunden.';
export const noResultsHelp =
  'Versuche weniger oder andere Wörter, oder entferne einen Filter. Es werden nur deine Kanäle durchsucht.';
export const searchHelp =
  'Findet Nachrichten in allen deinen Kanälen. Jedes Wort muss in der Nachricht vorkommen; das letzte darf unvollständig sein. Wörter in Anführungszeichen müssen nebeneinander stehen.';
export const searching = 'Suche läuft …';
export const searchedBackTo = (at: string) =>
  `Suche läuft … bisher zurück bis ${day(at, Date.now(), { today: 'heute', yesterday: 'gestern' })}.`;
export const moreResults = 'Weitere Ergebnisse';
export const recentSearches = 'Letzte Suchen';
export const clearRecentSearches = 'Löschen';
export const clearSearch = 'Suche leeren';
export const searchOffline = 'Du bist offline. Die Suche braucht eine Verbindung.';
export const searchProblems = {
  from: 'Schreibe hinter „from:“ den Namen einer Person.',
  in: 'Du bist in keinem Kanal mit diesem Namen.',
  before: 'Schreibe hinter „before:“ einen Tag, zum Beispiel 2026-03-31.',
  after: 'Schreibe hinter „after:“ einen Tag, zum Beispiel 2026-03-31.',
  has: 'Schreibe hinter „has:“ „file“ (Datei) oder „link“.',
};
export const resultIn = (channel: string) => `in ${channel}`;
