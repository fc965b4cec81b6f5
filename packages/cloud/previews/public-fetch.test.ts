import assert from 'node:assert/strict';
import type { RequestListener } from 'node:http';
import { test } from 'node:test';
import { gzipSync } from 'node:zlib';
import type { FetchErrorCode } from './fetch-error.ts';
import { fetchPublic, type PublicRequest, USER_AGENT } from './public-fetch.ts';
import { NETWORK } from './public-network.ts';
import { PUBLIC_ADDRESS, startFakeWeb } from './testing/fake-web.ts';

const HTML = { 'content-type': 'text/html; charset=utf-8' };
const page: RequestListener = (_, response) => response.writeHead(200, HTML).end('<title>Page</title>');
const redirectTo =
  (location: string): RequestListener =>
  (_, response) =>
    response.writeHead(302, { location }).end();

function options(network: PublicRequest['network'], { maxBytes = 1_000, timeMs = 5_000 } = {}): PublicRequest {
  const signal = AbortSignal.timeout(timeMs);
  return { types: ['text/html'], limit: { maxBytes, longer: 'reject' }, signal, network };
}

async function read(address: string, request: PublicRequest): Promise<{ url: string; text: string }> {
  const { url, body } = await fetchPublic(address, request);
  const chunks: Buffer[] = [];
  for await (const chunk of body) chunks.push(chunk);
  return { url: url.href, text: Buffer.concat(chunks).toString() };
}

const failsWith = (code: FetchErrorCode) => ({ name: 'FetchError', code });

test('a page is requested without a cookie, a referrer or a language, by a program that names itself', async () => {
  await using web = await startFakeWeb(page);
  const { text } = await read('http://site.example/a?b=c#d', options(web.network));
  assert.equal(text, '<title>Page</title>');
  assert.deepEqual(web.connected, [`${PUBLIC_ADDRESS}:80`]);
  assert.deepEqual(web.requests, [
    {
      host: 'site.example',
      path: '/a?b=c',
      headers: {
        'user-agent': USER_AGENT,
        accept: 'text/html',
        'accept-encoding': 'gzip, deflate, br',
        connection: 'close',
      },
    },
  ]);
});

for (const address of [
  'ftp://site.example/',
  'file:///etc/passwd',
  'data:text/html,<title>x</title>',
  'javascript:alert(1)',
  'http://site.example:8080/',
  'http://site.example:443/',
  'https://site.example:80/',
  'http://site.example:22/',
  'http://user@site.example/',
  'http://user:password@site.example/',
  'http://',
  'site.example',
  `http://site.example/${'a'.repeat(2_100)}`,
])
  test(`the address ${address.slice(0, 40)} is not requested`, async () => {
    await using web = await startFakeWeb(page);
    await assert.rejects(read(address, options(web.network)), failsWith('bad-address'));
    assert.deepEqual([web.resolved, web.connected], [[], []]);
  });

for (const host of [
  '127.0.0.1',
  '2130706433',
  '0x7f000001',
  '0177.0.0.1',
  '127.1',
  '0',
  '10.0.0.1',
  '169.254.169.254',
  '0xa9fea9fe',
  '[::1]',
  '[::]',
  '[::ffff:127.0.0.1]',
  '[::ffff:a9fe:a9fe]',
  '[fd00:ec2::254]',
  '[fe80::1]',
  '[64:ff9b::7f00:1]',
  '[2002:7f00:1::]',
  '[2001:0:7f00:1::]',
  '１２７.０.０.１',
  '127。0。0。1',
])
  test(`an attack by the host ${host} does not reach the network of the function`, async () => {
    await using web = await startFakeWeb(page);
    for (const scheme of ['http', 'https'])
      await assert.rejects(read(`${scheme}://${host}/`, options(web.network)), failsWith('private-address'));
    assert.deepEqual(web.connected, []);
  });

test('an attack by a name of a private address, alone or beside a public one, is refused', async () => {
  const names = {
    'inside.example': [['10.1.2.3']],
    'mixed.example': [[PUBLIC_ADDRESS, '169.254.169.254']],
    'six.example': [[PUBLIC_ADDRESS, 'fd00:ec2::254']],
    'scoped.example': [['fe80::1%eth0']],
    'none.example': [[]],
  };
  await using web = await startFakeWeb(page, names);
  for (const host of [...Object.keys(names), 'inside.example.'])
    await assert.rejects(read(`http://${host}/`, options(web.network)), failsWith('private-address'));
  assert.deepEqual(web.connected, []);
});

test('an attack by a name that changes its address after the check (DNS rebinding) reaches the checked address', async () => {
  await using web = await startFakeWeb(page, { 'rebind.example': [[PUBLIC_ADDRESS], ['127.0.0.1']] });
  await read('http://rebind.example/', options(web.network));
  assert.deepEqual([web.resolved, web.connected], [['rebind.example'], [`${PUBLIC_ADDRESS}:80`]]);
  await assert.rejects(read('http://rebind.example/', options(web.network)), failsWith('private-address'));
  assert.equal(web.connected.length, 1);
});

test('localhost is refused in the real network', async () => {
  await assert.rejects(read('http://localhost/', options(NETWORK)), failsWith('private-address'));
});

for (const location of [
  'http://127.0.0.1/',
  'http://169.254.169.254/latest/meta-data/',
  'http://[::1]/',
  'http://inside.example/',
  '//2130706433/',
])
  test(`an attack by a redirect to ${location} is refused`, async () => {
    await using web = await startFakeWeb(redirectTo(location), { 'inside.example': [['192.168.0.1']] });
    await assert.rejects(read('http://site.example/', options(web.network)), failsWith('private-address'));
    assert.equal(web.connected.length, 1);
  });

for (const location of [
  'file:///etc/passwd',
  'gopher://site.example/',
  'http://site.example:6379/',
  'http://a:b@c.example/',
])
  test(`an attack by a redirect to ${location} is refused`, async () => {
    await using web = await startFakeWeb(redirectTo(location));
    await assert.rejects(read('http://site.example/', options(web.network)), failsWith('bad-address'));
    assert.equal(web.connected.length, 1);
  });

test('three redirects are followed, relative ones too, and a fourth is not', async () => {
  await using web = await startFakeWeb((request, response) => {
    const step = Number(request.url?.slice(1));
    if (step === 0) page(request, response);
    else response.writeHead(301, { location: `/${step - 1}` }).end();
  });
  assert.equal((await read('http://site.example/3', options(web.network))).url, 'http://site.example/0');
  await assert.rejects(read('http://site.example/4', options(web.network)), failsWith('too-many-redirects'));
});

test('an attack by a server that redirects to itself for ever ends after four requests', async () => {
  await using web = await startFakeWeb(redirectTo('http://site.example/again'));
  await assert.rejects(read('http://site.example/', options(web.network)), failsWith('too-many-redirects'));
  assert.equal(web.requests.length, 4);
});

test('a response that is no page, by its status or its type, is not read', async () => {
  await using web = await startFakeWeb((request, response) => {
    const [, status, type = ''] = request.url?.split('/', 3) ?? [];
    response.writeHead(Number(status), type ? { 'content-type': decodeURIComponent(type) } : {}).end('x');
  });
  for (const status of [204, 206, 304, 404, 500])
    await assert.rejects(read(`http://site.example/${status}/x`, options(web.network)), failsWith('bad-status'));
  for (const type of ['', 'text%2Fplain', 'application%2Fjson', 'image%2Fsvg+xml', 'text%2Fhtmlx'])
    await assert.rejects(read(`http://site.example/200/${type}`, options(web.network)), failsWith('wrong-type'));
});

test('an attack by a page without an end is stopped at the limit', async () => {
  let sent = 0;
  await using web = await startFakeWeb((_, response) => {
    response.writeHead(200, HTML);
    const more = () => {
      while (!response.destroyed && response.write(Buffer.alloc(16_384, 'a'))) sent += 16_384;
    };
    response.on('drain', more);
    more();
  });
  await assert.rejects(
    read('http://site.example/', options(web.network, { maxBytes: 100_000 })),
    failsWith('too-large'),
  );
  assert.ok(sent < 50_000_000, `${sent} bytes`);
});

test('an attack by a gzip bomb is stopped at the limit of its content', async () => {
  const member = gzipSync(Buffer.alloc(10_000_000));
  const bomb = Buffer.concat(Array.from({ length: 50 }, () => member));
  await using web = await startFakeWeb((_, response) => {
    response.writeHead(200, { ...HTML, 'content-encoding': 'gzip' }).end(bomb);
  });
  const before = process.memoryUsage().arrayBuffers;
  await assert.rejects(
    read('http://site.example/', options(web.network, { maxBytes: 512 * 1024 })),
    failsWith('too-large'),
  );
  assert.ok(process.memoryUsage().arrayBuffers - before < 20_000_000, `${process.memoryUsage().arrayBuffers - before}`);
});

test('an attack by compressed data without content is stopped at the limit of its bytes', async () => {
  const empty = gzipSync('');
  await using web = await startFakeWeb((_, response) => {
    response.writeHead(200, { ...HTML, 'content-encoding': 'gzip' });
    response.end(Buffer.concat(Array.from({ length: 1_000 }, () => empty)));
  });
  await assert.rejects(read('http://site.example/', options(web.network)), failsWith('too-large'));
});

test('compressed pages are read, broken or unknown encodings are not', async () => {
  await using web = await startFakeWeb((request, response) => {
    const encoding = request.url?.slice(1) ?? '';
    response.writeHead(200, { ...HTML, 'content-encoding': encoding.replace('broken-', '') });
    response.end(encoding === 'gzip' ? gzipSync('<title>Page</title>') : 'not compressed');
  });
  const request = (encoding: string) => read(`http://site.example/${encoding}`, options(web.network));
  assert.equal((await request('gzip')).text, '<title>Page</title>');
  for (const encoding of ['zstd', 'gzip,gzip', 'constructor'])
    await assert.rejects(request(encoding), failsWith('bad-encoding'), encoding);
  await assert.rejects(request('broken-gzip'), failsWith('unreachable'));
});

test('an attack by a server that sends slowly, its headers or its page, ends in time', async () => {
  await using web = await startFakeWeb((request, response) => {
    if (request.url === '/silent') return;
    response.writeHead(200, HTML);
    const timer = setInterval(() => response.write('<'), 5);
    response.on('close', () => clearInterval(timer));
  });
  for (const path of ['silent', 'drip']) {
    const begin = performance.now();
    await assert.rejects(
      read(`http://site.example/${path}`, options(web.network, { timeMs: 100 })),
      failsWith('too-slow'),
      path,
    );
    assert.ok(performance.now() - begin < 3_000);
  }
});

test('a name or a server that never answers takes no longer than the time for all', async () => {
  const never = new Promise<never>(() => {});
  await assert.rejects(
    read('http://site.example/', options({ ...NETWORK, resolve: () => never }, { timeMs: 50 })),
    failsWith('too-slow'),
  );
});

test('a server that closes the connection, or speaks another protocol, is unreachable', async () => {
  await using web = await startFakeWeb((request, response) => {
    if (request.url === '/upgrade')
      response.socket?.end('HTTP/1.1 101 Switching\r\nconnection: upgrade\r\nupgrade: x\r\n\r\n');
    else response.socket?.end('SSH-2.0-OpenSSH_9.6\r\n');
  });
  for (const path of ['upgrade', 'ssh'])
    await assert.rejects(read(`http://site.example/${path}`, options(web.network)), failsWith('unreachable'), path);
});

test('a server of https without a valid certificate is refused', async () => {
  await using web = await startFakeWeb(page);
  await assert.rejects(read('https://site.example/', options(web.network)), failsWith('unreachable'));
  assert.deepEqual([web.connected, web.requests], [[`${PUBLIC_ADDRESS}:443`], []]);
});

test('the second address of a host is tried when the first one does not answer', async () => {
  await using web = await startFakeWeb(page, { 'site.example': [['93.184.215.15', PUBLIC_ADDRESS]] });
  const connect: typeof web.network.connect = (address, port, signal) => {
    if (address === PUBLIC_ADDRESS) return web.network.connect(address, port, signal);
    return Promise.reject(new Error('refused'));
  };
  const { text } = await read('http://site.example/', options({ ...web.network, connect }));
  assert.equal(text, '<title>Page</title>');
});
