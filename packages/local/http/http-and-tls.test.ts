// Plain HTTP and TLS on one port, with a certificate that is generated and stored here.
import assert from 'node:assert/strict';
import { X509Certificate } from 'node:crypto';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createServer, get as httpGet, type IncomingMessage } from 'node:http';
import { get as httpsGet } from 'node:https';
import { type AddressInfo, connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { TLSSocket, connect as tlsConnect } from 'node:tls';
import { openCertificate } from './certificate.ts';
import { acceptTlsAndHttp } from './http-and-tls.ts';
import { trackConnections } from './server.ts';

const YEAR_MS = 365 * 24 * 3600 * 1000;

function aFolder(t: TestContext): string {
  const folder = mkdtempSync(join(tmpdir(), 'parley-tls-'));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  return join(folder, 'tls');
}

/** A server that accepts both and responds with the protocol that was used. */
async function aServer(t: TestContext) {
  const certificate = await openCertificate(aFolder(t));
  const server = createServer((request, response) =>
    response.end(request.socket instanceof TLSSocket ? 'with TLS' : 'plain'),
  );
  acceptTlsAndHttp(server, certificate);
  const stop = trackConnections(server);
  t.after(stop);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return { server, stop, port: (server.address() as AddressInfo).port, ca: readFileSync(certificate.ca) };
}

async function responseText(request: ReturnType<typeof httpGet>): Promise<string> {
  const [response] = (await once(request, 'response')) as [IncomingMessage];
  let text = '';
  for await (const part of response) text += part;
  return text;
}

test('one port serves http and https, and each name of this machine and of AWS is in the certificate', async (t) => {
  const { port, ca } = await aServer(t);
  assert.equal(await responseText(httpGet(`http://127.0.0.1:${port}/`)), 'plain');
  for (const servername of [
    'localhost',
    'abcdefghijklmnopqrstuvwxyz.appsync-api.us-east-1.amazonaws.com',
    'abcdefghijklmnopqrstuvwxyz.appsync-realtime-api.us-east-1.amazonaws.com',
    'appsync.us-east-1.amazonaws.com',
  ])
    assert.equal(await responseText(httpsGet({ host: '127.0.0.1', port, ca, servername })), 'with TLS', servername);
  assert.equal(await responseText(httpsGet(`https://127.0.0.1:${port}/`, { ca })), 'with TLS');
});

test('the certificate does not cover foreign host names', async (t) => {
  const { port, ca } = await aServer(t);
  const request = httpsGet({ host: '127.0.0.1', port, ca, servername: 'example.com' });
  await assert.rejects(once(request, 'response'), { code: 'ERR_TLS_CERT_ALTNAME_INVALID' });
});

test('a plain request that arrives byte by byte is served', async (t) => {
  const { port } = await aServer(t);
  const socket = connect(port, '127.0.0.1');
  t.after(() => socket.destroy());
  socket.setNoDelay();
  for (const letter of 'GET / HTTP/1.1\r\nhost: a\r\nconnection: close\r\n\r\n') {
    socket.write(letter);
    await new Promise((resolve) => setImmediate(resolve));
  }
  let text = '';
  for await (const part of socket) text += part;
  assert.match(text, /^HTTP\/1\.1 200 [\s\S]*plain/);
});

test('clients that hang up, send garbage or stop in the handshake do not disturb others', async (t) => {
  const { port, ca } = await aServer(t);
  for (const bytes of ['', '\x16', '\x16\x03\x01\x00\x05nonsense', 'nonsense\r\n\r\n']) {
    const socket = connect(port, '127.0.0.1');
    socket.on('error', () => {});
    socket.end(bytes, 'latin1');
    socket.resume();
    await once(socket, 'close');
  }
  assert.equal(await responseText(httpsGet(`https://127.0.0.1:${port}/`, { ca })), 'with TLS');
});

test('stopping waits neither for a silent connection nor for an open one', async (t) => {
  const { stop, port, ca } = await aServer(t);
  const silent = connect(port, '127.0.0.1');
  const open = tlsConnect({ port, host: '127.0.0.1', ca });
  for (const socket of [silent, open]) socket.on('error', () => {}).resume();
  await once(open, 'secureConnect');
  const gone = Promise.all([once(silent, 'close'), once(open, 'close')]);
  await stop();
  await gone;
});

test('the certificate is stored, only its owner can read its key, and the key of its authority is discarded', async (t) => {
  const folder = aFolder(t);
  const first = await openCertificate(folder);
  const again = await openCertificate(folder);
  assert.deepEqual(again, first);
  assert.equal(first.ca, join(folder, 'ca.pem'));
  if (process.platform !== 'win32') assert.equal(statSync(join(folder, 'key.pem')).mode & 0o777, 0o600);
  const authority = new X509Certificate(readFileSync(first.ca));
  assert.equal(authority.ca, true);
  assert.equal(new X509Certificate(first.cert).verify(authority.publicKey), true);
  assert.doesNotMatch(readFileSync(first.ca, 'utf8'), /PRIVATE/);
});

test('the certificate is renewed before it expires and when one of its files is damaged', async (t) => {
  const folder = aFolder(t);
  const now = Date.now();
  const first = await openCertificate(folder, now);
  assert.equal((await openCertificate(folder, now + YEAR_MS)).cert, first.cert);
  const renewed = await openCertificate(folder, now + 2.2 * YEAR_MS);
  assert.notEqual(renewed.cert, first.cert);
  for (const name of ['ca', 'cert', 'key']) {
    writeFileSync(join(folder, `${name}.pem`), 'damaged');
    const { key, cert, ca } = await openCertificate(folder, now + 2.2 * YEAR_MS);
    assert.equal(new X509Certificate(cert).verify(new X509Certificate(readFileSync(ca)).publicKey), true);
    assert.match(key, /^-----BEGIN PRIVATE KEY-----/);
  }
});

test('a folder that cannot be written is reported in one sentence', async () => {
  await assert.rejects(openCertificate('/dev/null/tls'), { name: 'EngineError', code: 'data-unwritable' });
});
