// `console`: what a handler writes goes to the log of its namespace.
import { host } from './host.js';

const { stringify } = JSON;
const text = (value) => (typeof value === 'string' ? value : (stringify(value) ?? 'undefined'));
const write =
  (level) =>
  (...values) => {
    host('log', level, values.map(text).join(' '));
  };

// AWS lists log and error; its own samples also call debug.
export const console = Object.freeze({ log: write('log'), debug: write('log'), error: write('error') });
