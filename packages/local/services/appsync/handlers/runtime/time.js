// `util.time`: "Time helpers in util.time".
import { host } from './host.js';

const now = () => host('now');

export const time = Object.freeze({
  nowISO8601: () => host('isoTime', now()),
  nowEpochSeconds: () => Math.floor(now() / 1000),
  nowEpochMilliSeconds: now,
  nowFormatted: (format, zone) => host('formatTime', now(), format, zone ?? 'UTC'),
  parseFormattedToEpochMilliSeconds: (text, format, zone) => host('parseTime', text, format, zone ?? 'UTC'),
  parseISO8601ToEpochMilliSeconds: (text) => host('parseIsoTime', text),
  epochMilliSecondsToSeconds: (ms) => Math.floor(ms / 1000),
  epochMilliSecondsToISO8601: (ms) => host('isoTime', ms),
  epochMilliSecondsToFormatted: (ms, format, zone) => host('formatTime', ms, format, zone ?? 'UTC'),
});
