// `runtime`: ends a request early. "Runtime utilities".
import { Signal } from './signal.js';

export const runtime = Object.freeze({
  earlyReturn(value) {
    throw new Signal({ kind: 'early', value });
  },
});
