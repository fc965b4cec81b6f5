// One port takes both plain HTTP and TLS, with a certificate that was made here and is kept.
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
import { openBothDoors } from './http-and-tls.ts';
import { followed } from './server.ts';

const YEAR_MS = 365 * 24 * 3600 * 1000;

function aFolder(t: TestContext): string {
  const folder = mkdtempSync(join(tmpdir(), 'parley-tls-'));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  return join(folder, 'tls');
}

/** A server behind both doors that answers with how it was reached. */
async function aServer(t: TestContext) {
  const certificate = await openCertificate(aFolder(t));
  const server = createServer((request, response) =>
    response.end(request.socket instanceof TLSSocket ? 'with TLS' : 'plain'),
  );
  openBothDoors(server, certificate);
  const end = followed(server);
  t.after(end);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return { server, end, port: (server.address() as AddressInfo).port, ca: readFileSync(certificate.ca) };
}

async function heard(request: ReturnType<typeof httpGet>): Promise<string> {
  const [response] = (await once(request, 'response')) as [IncomingMessage];
  let text = '';
  for await (const part of response) text += part;
  return text;
}

test('one port answers http and https, and each name of this machine and of AWS is in the certificate', async (t) => {
  const { port, ca } = await aServer(t);
  assert.equal(await heard(httpGet(`http://127.0.0.1:${port}/`)), 'plain');
  for (const servername of [
    'localhost',
    'abcdefghijklmnopqrstuvwxyz.appsync-api.us-east-1.amazonaws.com',
    'abcdefghijklmnopqrstuvwxyz.appsync-realtime-api.us-east-1.amazonaws.com',
    'appsync.us-east-1.amazonaws.com',
  ])
    assert.equal(await heard(httpsGet({ host: '127.0.0.1', port, ca, servername })), 'with TLS', servername);
  assert.equal(await heard(httpsGet(`https://127.0.0.1:${port}/`, { ca })), 'with TLS');
});

test('a name of somebody else is not in the certificate', async (t) => {
  const { port, ca } = await aServer(t);
  const request = httpsGet({ host: '127.0.0.1', port, ca, servername: 'example.com' });
  await assert.rejects(once(request, 'response'), { code: 'ERR_TLS_CERT_ALTNAME_INVALID' });
});

test('a request that comes byte by byte is read through either door', async (t) => {
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

test('who hangs up, talks nonsense or stops in the handshake harms nobody', async (t) => {
  const { port, ca } = await aServer(t);
  for (const bytes of ['', '\x16', '\x16\x03\x01\x00\x05nonsense', 'nonsense\r\n\r\n']) {
    const socket = connect(port, '127.0.0.1');
    socket.on('error', () => {});
    socket.end(bytes, 'latin1');
    socket.resume();
    await once(socket, 'close');
  }
  assert.equal(await heard(httpsGet(`https://127.0.0.1:${port}/`, { ca })), 'with TLS');
});

test('the end does not wait for a connection that says nothing, nor for one that is open', async (t) => {
  const { end, port, ca } = await aServer(t);
  const silent = connect(port, '127.0.0.1');
  const open = tlsConnect({ port, host: '127.0.0.1', ca });
  for (const socket of [silent, open]) socket.on('error', () => {}).resume();
  await once(open, 'secureConnect');
  const gone = Promise.all([once(silent, 'close'), once(open, 'close')]);
  await end();
  await gone;
});

test('the certificate is kept, its key is for its owner alone, and the key of its authority is nowhere', async (t) => {
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

test('the certificate is made anew before it ends, and when one of its files is damaged', async (t) => {
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

test('a folder that cannot be written gets one sentence', async () => {
  await assert.rejects(openCertificate('/dev/null/tls'), { name: 'EngineError', code: 'data-unwritable' });
});
