// `util`: "Built-in utilities", and what AWS's samples and types have beyond that page.

import { dynamodb } from './dynamodb-values.js';
import { host } from './host.js';
import { http } from './http.js';
import { Signal } from './signal.js';
import { time } from './time.js';
import { transform } from './transform.js';

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
