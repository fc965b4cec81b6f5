// `util.http`: headers on their way to another service. "HTTP helpers in util.http".
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

export const http = Object.freeze({
  copyHeaders(headers) {
    const copied = {};
    for (const name of Object.keys(headers)) if (!RESTRICTED.includes(name.toLowerCase())) copied[name] = headers[name];
    return copied;
  },
  // A publish and a subscription have no answer of their own that headers could be put into.
  addResponseHeader() {},
  addResponseHeaders() {},
});
