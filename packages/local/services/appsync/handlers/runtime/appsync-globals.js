// The globals of APPSYNC_JS: additions to the language, changes to it, and removals from it.
import { host, runtime, Signal } from './appsync-runtime.js';
import { util } from './appsync-util.js';

const Pattern = RegExp;
const { parse: readJson, stringify: writeJson } = JSON;
const { replace } = String.prototype;

const logText = (value) => (typeof value === 'string' ? value : (writeJson(value) ?? 'undefined'));
const log =
  (level) =>
  (...values) => {
    host('log', level, values.map(logText).join(' '));
  };

// AWS documents log and error; its own samples also call debug. The lines go to the log of the namespace.
const console = Object.freeze({ log: log('log'), debug: log('log'), error: log('error') });

const notSupported = (name) => () => {
  throw new Signal({
    kind: 'error',
    message: `extensions.${name} is for GraphQL APIs; an Event API has nothing it acts on.`,
  });
};

// `extensions` is for GraphQL APIs: an Event API has no cache and no GraphQL subscription for them to act on.
const extensions = Object.freeze({
  evictFromApiCache: notSupported('evictFromApiCache'),
  setSubscriptionFilter: notSupported('setSubscriptionFilter'),
  setSubscriptionInvalidationFilter: notSupported('setSubscriptionInvalidationFilter'),
  invalidateSubscriptions: notSupported('invalidateSubscriptions'),
});

Object.assign(globalThis, { console, extensions, runtime, util });
globalThis.__engine = { readJson, writeJson };

// "Supported runtime features": JSON.parse returns an empty string for invalid JSON.
JSON.parse = (text) => {
  try {
    return readJson(text);
  } catch {
    return '';
  }
};

// The same page: replace and replaceAll accept a Java pattern as a string, since there are no regex literals.
const replacer = (flags) =>
  function replaced(pattern, replacement) {
    return replace.call(this, new Pattern(pattern, flags), replacement);
  };
String.prototype.replace = replacer('');
String.prototype.replaceAll = replacer('g');

// The same page: sort accepts no comparator.
const { sort } = Array.prototype;
Array.prototype.sort = function sorted() {
  return sort.call(this);
};

// Not in APPSYNC_JS: a handler that used one here would fail only on AWS.
const ABSENT = [
  'Date',
  'Function',
  'Promise',
  'Proxy',
  'Reflect',
  'RegExp',
  'Symbol',
  'WeakRef',
  'eval',
  'queueMicrotask',
];
for (const name of ABSENT) delete globalThis[name];
const functions = [() => {}, function* () {}, async () => {}, async function* () {}];
for (const one of functions) Object.defineProperty(Object.getPrototypeOf(one), 'constructor', { value: undefined });

// A property that one call adds to a prototype would still be there in the next call.
for (const one of [Object, Array, String, Number, Boolean, Error]) Object.preventExtensions(one.prototype);
