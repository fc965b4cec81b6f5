// The globals of APPSYNC_JS: what it adds to the language, what it changes, and what it takes away.

import { runtime } from './appsync-runtime.js';
import { util } from './appsync-util.js';
import { console } from './console.js';
import { extensions } from './extensions.js';

const Pattern = RegExp;
const { parse: readJson, stringify: writeJson } = JSON;
const { replace } = String.prototype;

Object.assign(globalThis, { console, extensions, runtime, util });
globalThis.__engine = { readJson, writeJson };

// "Supported runtime features": JSON.parse gives an empty text for what is not JSON.
JSON.parse = (text) => {
  try {
    return readJson(text);
  } catch {
    return '';
  }
};

// The same page: replace and replaceAll take a Java pattern as a text, since there are no regex literals.
const replacer = (flags) =>
  function replaced(pattern, replacement) {
    return replace.call(this, new Pattern(pattern, flags), replacement);
  };
String.prototype.replace = replacer('');
String.prototype.replaceAll = replacer('g');

// The same page: sort takes no comparator.
const { sort } = Array.prototype;
Array.prototype.sort = function sorted() {
  return sort.call(this);
};

// Not in APPSYNC_JS: who used one here would find out on AWS only.
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

// What one call adds to a prototype would be there in the next one.
for (const one of [Object, Array, String, Number, Boolean, Error]) Object.preventExtensions(one.prototype);
