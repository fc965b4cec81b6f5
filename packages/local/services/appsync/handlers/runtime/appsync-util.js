// `util`: "Built-in utilities", and the functions of AWS's samples and types that the page does not list.
import { host, Signal } from './appsync-runtime.js';
import { filterExpression } from './dynamodb-filter.js';
import { dynamodb } from './dynamodb-values.js';

// `util.http`: headers to pass on to another service. "HTTP helpers in util.http".
const RESTRICTED = [
  'transfer-encoding',
  'connection',
  'host',
  'expect',
  'keep-alive',
  'upgrade',
  'proxy-authenticate',
  'proxy-authorization',
  'te',
  'content-length',
];

const http = Object.freeze({
  copyHeaders(headers) {
    const copied = {};
    for (const name of Object.keys(headers)) if (!RESTRICTED.includes(name.toLowerCase())) copied[name] = headers[name];
    return copied;
  },
  // A publish and a subscribe have no HTTP response of their own to add headers to.
  addResponseHeader() {},
  addResponseHeaders() {},
});

// `util.time`: "Time helpers in util.time".
const now = () => host('now');

const time = Object.freeze({
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

// `util.transform`: filters as JSON texts. "Transformation helpers in util.transform".
const { stringify } = JSON;

const asText = (filter) => {
  const expression = filterExpression(filter);
  return expression && stringify(expression);
};

const transform = Object.freeze({
  toDynamoDBFilterExpression: asText,
  toDynamoDBConditionExpression: asText,
});

const Pattern = RegExp;

export const util = Object.freeze({
  error(message, errorType, data, errorInfo) {
    throw new Signal({ kind: 'error', message: String(message), errorType, data, errorInfo });
  },
  unauthorized() {
    throw new Signal({ kind: 'unauthorized' });
  },
  appendError(message) {
    host('log', 'error', String(message));
  },

  autoId: () => host('autoId'),
  autoUlid: () => host('autoUlid'),
  autoKsuid: () => host('autoKsuid'),

  base64Encode: (text) => host('base64Encode', text),
  base64Decode: (text) => host('base64Decode', text),
  urlEncode: (text) => host('urlEncode', text),
  urlDecode: (text) => host('urlDecode', text),
  escapeJavaScript: (text) => host('escapeJavaScript', text),

  matches: (pattern, text) => new Pattern(pattern).test(text),
  authType: () => host('authType'),

  dynamodb,
  http,
  time,
  transform,
  str: Object.freeze({ normalize: (text, form) => text.normalize(form.toUpperCase()) }),
  math: Object.freeze({
    roundNum: (number) => Math.round(number),
    minVal: (one, other) => Math.min(one, other),
    maxVal: (one, other) => Math.max(one, other),
    randomDouble: () => Math.random(),
    randomWithinRange: (from, to) => from + Math.floor(Math.random() * (to - from)),
  }),
});
