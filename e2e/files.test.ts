// Files of messages on the whole path: uploads, links and their end, what a browser may do with them, and attacks.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isInlineType, newId, parseEntry } from '@parley/chat';
import { FileSender } from '../harness/file-sender.ts';
import { openLaptopSuite } from '../harness/test-suite.ts';
import { signInUsers } from '../harness/test-user.ts';

const { laptop, users } = await openLaptopSuite(['ann', 'bob', 'eve']);
const [ann, bob, eve] = users;
const config = await FileSender.configOf(laptop.addresses.page);
const [anns, bobs, eves] = users.map((user) => new FileSender(user, config)) as [FileSender, FileSender, FileSender];
const MINUTE = 60_000;

const text = (length: number) => Buffer.alloc(length, 'Parley ');
const headOf = async (channel: string) => (await ann.reads(channel)).body.head;

async function post(channel: string, files: readonly string[], message = '') {
  const { status, body } = await anns.posts(channel, { files, message, after: await headOf(channel) });
  assert.equal(status, 201, JSON.stringify(body));
  return body;
}

/** Objects of the bucket, by key. */
function objects(): string[] {
  const { s3 } = laptop.services;
  return s3.names.filter((name) => /files-?bucket/i.test(name)).flatMap((name) => [...s3.allKeys(name)]);
}

test('a second user displays the thumbnail of an image, opens it, and saves it under its name', async () => {
  const channel = await ann.createsChannel('bob');
  const image = {
    bytes: text(5_000),
    thumbnail: text(300),
    name: 'Grüße "1".png',
    type: 'image/png',
    width: 40,
    height: 30,
  };
  const file = await anns.uploads(channel, image);
  const { files, message } = await post(channel, [file.fileId]);
  assert.deepEqual(files, [
    {
      fileId: file.fileId,
      name: 'Grüße "1".png',
      type: 'image/png',
      size: 5_000,
      width: 40,
      height: 30,
      thumbnail: true,
    },
  ]);
  assert.equal(message, '');
  const read = (await bob.readsAll(channel)).map(parseEntry).find((entry) => entry.kind === 'message');
  assert.deepEqual(read?.kind === 'message' && read.files, files, 'history has them');

  const thumbnail = await bobs.links(channel, file.fileId, '?variant=thumbnail');
  const small = await bobs.loads(thumbnail.body);
  assert.deepEqual([small.status, small.headers.get('content-type')], [200, 'image/jpeg']);
  assert.equal((await small.arrayBuffer()).byteLength, 300);

  const { body: link } = await bobs.links(channel, file.fileId);
  const original = await bobs.loads(link);
  assert.deepEqual(
    [original.headers.get('content-type'), original.headers.get('content-disposition')],
    ['image/png', 'inline'],
  );
  assert.deepEqual(Buffer.from(await original.arrayBuffer()), image.bytes);
  const part = await bobs.loads(link, { headers: { range: 'bytes=0-5' } });
  assert.deepEqual([part.status, await part.text()], [206, 'Parley']);

  const { body: download } = await bobs.links(channel, file.fileId, '?download=1');
  const saved = await bobs.loads(download);
  assert.equal(
    saved.headers.get('content-disposition'),
    `attachment; filename="Gr__e _1_.png"; filename*=UTF-8''Gr%C3%BC%C3%9Fe%20%221%22.png`,
  );
  await saved.arrayBuffer();
});

test('a large file is uploaded in parts, which resumes with the parts that are missing', async () => {
  const channel = await ann.createsChannel();
  const bytes = text(17 * 1024 * 1024 + 5);
  const file = { fileId: newId(), name: 'film.mp4', type: 'video/mp4', size: bytes.length };
  const { body } = await anns.announces(channel, file);
  assert.deepEqual(body.upload, { kind: 'multipart', partSize: 8 * 1024 * 1024, parts: 3 });
  const partOf = (part: number) => bytes.subarray((part - 1) * 8_388_608, part * 8_388_608);
  const first = (await anns.parts(channel, file.fileId, '?from=2&count=1')).body.urls;
  assert.deepEqual(
    first.map(({ part }) => part),
    [2],
  );
  for (const { part, ...signed } of first) assert.equal((await anns.puts(signed, partOf(part))).status, 200);
  assert.deepEqual((await anns.completes(channel, file.fileId)).body.code, 'file-not-stored');

  // The page was reloaded: it announces the file again, and asks what is stored.
  assert.deepEqual((await anns.announces(channel, file)).body.upload, body.upload);
  const rest = (await anns.parts(channel, file.fileId)).body;
  assert.deepEqual([rest.stored, rest.urls.map(({ part }) => part)], [[{ part: 2, size: 8_388_608 }], [1, 3]]);
  for (const { part, ...signed } of rest.urls) {
    assert.equal((await anns.puts(signed, partOf(part).subarray(1))).status, 403, 'another size is not signed');
    assert.equal((await anns.puts(signed, partOf(part))).status, 200);
  }
  assert.equal((await anns.completes(channel, file.fileId)).status, 200);
  assert.equal((await anns.completes(channel, file.fileId)).status, 200, 'repeated');
  assert.equal((await anns.parts(channel, file.fileId)).body.stored.length, 3);
  await post(channel, [file.fileId]);
  const { body: link } = await anns.links(channel, file.fileId);
  const end = await anns.loads(link, { headers: { range: `bytes=${bytes.length - 3}-` } });
  assert.equal(await end.text(), bytes.subarray(-3).toString());
});

test('a retry stores nothing twice: not the announcement, the bytes, the completion nor the message', async () => {
  const channel = await ann.createsChannel();
  const bytes = text(100);
  const file = { fileId: newId(), name: 'a.txt', type: 'text/plain', size: 100 };
  const [one, two] = await Promise.all([anns.announces(channel, file), anns.announces(channel, file)]);
  assert.deepEqual([one.status, two.status].sort(), one.status === two.status ? [201, 201] : [200, 201]);
  const other = await anns.announces(channel, { ...file, size: 101 });
  assert.deepEqual([other.status, other.body.code], [409, 'id-taken']);
  const { upload } = one.body;
  assert.ok(upload.kind === 'put');
  assert.equal((await anns.puts(upload, bytes)).status, 200);
  assert.equal((await anns.puts(upload, bytes)).status, 412, 'stored already');
  const [done] = await Promise.all([anns.completes(channel, file.fileId), anns.completes(channel, file.fileId)]);
  assert.equal(done.status, 200);
  const after = await headOf(channel);
  const message = { id: newId(), files: [file.fileId], after };
  const first = await anns.posts(channel, message);
  const again = await anns.posts(channel, message);
  assert.deepEqual([first.status, again.status, again.body.seq], [201, 200, first.body.seq]);
  const second = await anns.posts(channel, { files: [file.fileId], after });
  assert.deepEqual([second.status, second.body.code], [404, 'no-file'], 'another message cannot have the file');
});

test('of two messages with one file at the same time, one is stored', async () => {
  const channel = await ann.createsChannel();
  const { fileId } = await anns.uploads(channel, { bytes: text(10) });
  const after = await headOf(channel);
  const answers = await Promise.all([1, 2, 3].map(() => anns.posts(channel, { files: [fileId], after })));
  assert.deepEqual(answers.map(({ status }) => status).sort(), [201, 404, 404]);
});

test('HTML, SVG and a page that is uploaded as an image are saved and never displayed, in a sandbox', async () => {
  const channel = await ann.createsChannel();
  const script = Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>');
  for (const [name, type] of [
    ['page.html', 'text/html'],
    ['image.svg', 'image/svg+xml'],
    ['a.xhtml', 'application/xhtml+xml'],
    ['report.pdf', 'application/pdf'],
    ['cat.png', 'image/png'],
  ] as const) {
    const { fileId } = await anns.uploads(channel, { bytes: script, name, type });
    await post(channel, [fileId]);
    const { body: link } = await anns.links(channel, fileId);
    const { headers } = await anns.loads(link);
    const shown = isInlineType(type);
    assert.equal(headers.get('content-type'), shown ? type : 'application/octet-stream');
    assert.match(headers.get('content-disposition') ?? '', shown ? /^inline$/ : /^attachment;/);
    assert.equal(headers.get('x-content-type-options'), 'nosniff');
    assert.equal(headers.get('content-security-policy'), "sandbox; default-src 'none'; frame-ancestors 'none'");
    assert.equal(headers.get('set-cookie'), null);
    assert.equal(headers.get('access-control-allow-origin'), null);
  }
});

test('an attacker who lies about the size, the type or the dimensions of a file is rejected', async () => {
  const channel = await ann.createsChannel();
  const file = { fileId: newId(), name: 'a.png', type: 'image/png', size: 10 };
  const { upload } = (await anns.announces(channel, file)).body;
  assert.ok(upload.kind === 'put');
  assert.equal((await anns.puts(upload, text(1_000))).status, 403, 'more bytes than announced');
  const headers = { ...upload.headers, 'content-type': 'text/html' };
  assert.equal((await anns.puts({ ...upload, headers }, text(10))).status, 403, 'another type than announced');
  const { 'x-amz-tagging': _tag, ...untagged } = upload.headers;
  assert.equal((await anns.puts({ ...upload, headers: untagged }, text(10))).status, 403, 'one that would not expire');
  assert.equal((await anns.completes(channel, file.fileId)).body.code, 'file-not-stored');
  for (const [fields, status, code] of [
    [{ size: config.maxBytes + 1 }, 413, 'file-too-large'],
    [{ name: 'game.exe' }, 415, 'file-type'],
    [{ name: 'photo\u202egpj.scr' }, 415, 'file-type'],
    [{ width: 10, height: 10 ** 9 }, 400, 'bad-request'],
    [{ key: 'files/x' }, 400, 'bad-file'],
    [{ fileId: '../../etc/passwd' }, 400, 'bad-file'],
  ] as const) {
    const { status: answered, body } = await anns.announces(channel, { ...file, fileId: newId(), ...fields });
    assert.deepEqual([answered, body.code], [status, code]);
  }
  const { name } = await anns.uploads(channel, { bytes: text(3), name: '..\\..\\win\\\u0007notes.txt' });
  assert.equal(name, 'notes.txt');
});

test('an attacker who changes the key of a link, or sends one without a signature, receives nothing', async () => {
  const channel = await ann.createsChannel();
  const [own, secret] = [
    await anns.uploads(channel, { bytes: text(9) }),
    await anns.uploads(channel, { bytes: text(9) }),
  ];
  await post(channel, [own.fileId]);
  const { body: link } = await anns.links(channel, own.fileId);
  const forged = [
    link.url.replace(own.fileId, secret.fileId),
    link.url.replace('/files/', '/thumbnails/'),
    link.url.replace(/X-Amz-Expires=\d+/, 'X-Amz-Expires=600000'),
    link.url.replace(/response-content-type=[^&]*/, 'response-content-type=text%2Fhtml'),
    link.url.replace(/X-Amz-Signature=.*$/, 'X-Amz-Signature=00'),
    `/files/${own.fileId}`,
    `/?list-type=2`,
    `/files/${own.fileId}?X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential=test/20261130/us-east-1/s3/aws4_request&X-Amz-Date=20261130T000000Z&X-Amz-Expires=604800&X-Amz-SignedHeaders=host&X-Amz-Signature=0`,
  ];
  for (const url of forged) assert.equal((await anns.loads({ ...link, url })).status, 403, url);
  for (const method of ['PUT', 'DELETE', 'POST'])
    assert.equal((await anns.loads(link, { method, ...(method !== 'DELETE' && { body: 'x' }) })).status, 403, method);
});

test('only the page may upload from a browser, and only with the headers that are signed', async () => {
  const preflight = (origin: string, method: string, headers: string) =>
    fetch(`${config.uploads}/files/${newId()}?X-Amz-Signature=0`, {
      method: 'OPTIONS',
      headers: { origin, 'access-control-request-method': method, 'access-control-request-headers': headers },
    });
  const own = new URL(laptop.addresses.page).origin;
  const signed = 'content-type,if-none-match,x-amz-tagging';
  const allowed = await preflight(own, 'PUT', signed);
  assert.deepEqual([allowed.status, allowed.headers.get('access-control-allow-origin')], [200, own]);
  assert.equal((await preflight('https://evil.example', 'PUT', signed)).status, 403);
  assert.equal((await preflight(own, 'PUT', 'authorization')).status, 403);
  assert.equal((await preflight(own, 'GET', '')).status, 403);
});

test('attackers cannot use the files of others, nor read those of channels that are not theirs', async () => {
  const channel = await ann.createsChannel('bob');
  const elsewhere = await eve.createsChannel('ann');
  const stored = await anns.uploads(channel, { bytes: text(20) });
  const after = await headOf(channel);
  for (const [sender, place] of [
    [bobs, channel],
    [eves, elsewhere],
    [anns, elsewhere],
  ] as const) {
    const { status, body } = await sender.posts(place, {
      files: [stored.fileId],
      after: place === channel ? after : await headOf(elsewhere),
    });
    assert.deepEqual([status, body.code], [404, 'no-file']);
    assert.equal((await sender.completes(place, stored.fileId)).status, 404);
    assert.equal((await sender.parts(place, stored.fileId)).status, 404);
  }
  assert.equal(
    (await bobs.announces(channel, { fileId: stored.fileId, name: 'x', type: 'text/plain', size: 1 })).status,
    409,
  );
  assert.equal((await bobs.links(channel, stored.fileId)).status, 404, 'not posted yet');
  assert.equal((await anns.links(channel, stored.fileId)).status, 200, 'its author sees it before');
  await post(channel, [stored.fileId]);
  assert.equal((await bobs.links(channel, stored.fileId)).status, 200);
  assert.equal((await eves.links(channel, stored.fileId)).status, 403);
  assert.equal((await eves.links(elsewhere, stored.fileId)).status, 404, 'by way of a channel of the attacker');
  assert.equal(
    (await eves.announces(channel, { fileId: newId(), name: 'x', type: 'text/plain', size: 1 })).status,
    403,
  );
});

test('a removed member receives no further link, and a link from before ends after five minutes', async () => {
  const channel = await ann.createsChannel('bob');
  const { fileId } = await anns.uploads(channel, { bytes: text(20) });
  await post(channel, [fileId]);
  const { body: link } = await bobs.links(channel, fileId);
  await ann.requests('DELETE', `/channels/${channel}/members/${bob.userId}`);
  assert.equal((await bobs.links(channel, fileId)).status, 403);
  laptop.clock.setBy(4 * MINUTE);
  assert.equal((await bobs.loads(link)).status, 200);
  laptop.clock.setBy(MINUTE + 2_000);
  assert.equal((await bobs.loads(link)).status, 403);
});

test('the files of a deleted message cannot be opened at once, and their bytes are deleted', async () => {
  const channel = await ann.createsChannel('bob');
  const [kept, gone] = [
    await anns.uploads(channel, { bytes: text(9) }),
    await anns.uploads(channel, { bytes: text(9), thumbnail: text(2), type: 'image/png', name: 'a.png' }),
  ];
  const { seq } = await post(channel, [gone.fileId], 'look');
  await post(channel, [kept.fileId]);
  await ann.edits(channel, seq, 'look at this');
  const edited = (await bob.readsAll(channel)).find((entry) => entry.seq === seq);
  assert.deepEqual(edited?.kind === 'message' && edited.files?.map(({ fileId }) => fileId), [gone.fileId]);
  assert.equal((await ann.deletes(channel, seq)).status, 201);
  assert.equal((await bobs.links(channel, gone.fileId)).status, 404);
  const deleted = (await bob.readsAll(channel)).find((entry) => entry.seq === seq);
  assert.equal(deleted && 'files' in deleted, false);
  await laptop.until('the bytes are deleted', () => !objects().some((key) => key.includes(gone.fileId)));
  assert.ok(objects().includes(`files/${kept.fileId}`));
  assert.equal((await bobs.links(channel, kept.fileId)).status, 200);
});

test('members list the files of a channel, newest first, page by page and by kind; those of a deleted message vanish', async () => {
  const channel = await ann.createsChannel('bob');
  assert.deepEqual((await bobs.lists(channel)).body, { files: [] });
  const upload = (name: string, type: string) => anns.uploads(channel, { bytes: text(5), name, type });
  const [photo, film, plan, notes] = [
    await upload('photo.png', 'image/png'),
    await upload('film.mp4', 'video/mp4'),
    await upload('plan.pdf', 'application/pdf'),
    await upload('notes.txt', 'text/plain'),
  ];
  await upload('unsent.txt', 'text/plain');
  const first = await post(channel, [photo.fileId, film.fileId]);
  const root = (await ann.says(channel, 'thread')).body.seq;
  const after = await headOf(channel);
  const reply = await anns.posts(channel, { files: [plan.fileId], after, thread: root });
  assert.equal(reply.status, 201, JSON.stringify(reply.body));
  const last = await post(channel, [notes.fileId]);

  const message = { userId: ann.userId, username: 'ann', timestamp: last.timestamp };
  const { body } = await bobs.lists(channel, '?limit=3');
  assert.deepEqual(body.files[0], { ...notes, seq: last.seq, ...message });
  const named = ({ files }: { files: readonly { name: string; thread?: number }[] }) =>
    files.map(({ name, thread }) => `${name}${thread === undefined ? '' : ` in ${thread}`}`);
  assert.deepEqual(named(body), ['notes.txt', `plan.pdf in ${root}`, 'photo.png']);
  const rest = await bobs.lists(channel, `?limit=3&before=${body.next}`);
  assert.deepEqual([named(rest.body), rest.body.next], [['film.mp4'], undefined], 'in the order of the message');
  const kinds = ['image', 'media', 'document'].map(async (kind) =>
    named((await bobs.lists(channel, `?kind=${kind}`)).body),
  );
  assert.deepEqual(await Promise.all(kinds), [['photo.png'], ['film.mp4'], ['notes.txt', `plan.pdf in ${root}`]]);
  const one = (await bobs.lists(channel, '?kind=document&limit=1')).body;
  assert.deepEqual(named((await bobs.lists(channel, `?kind=document&before=${one.next}`)).body), [
    `plan.pdf in ${root}`,
  ]);

  await ann.deletes(channel, first.seq);
  assert.deepEqual(named((await bobs.lists(channel)).body), ['notes.txt', `plan.pdf in ${root}`]);
  assert.equal((await eves.lists(channel)).status, 403, 'eve is not a member');
});

test('links to several files are one request, in which each file is checked', async () => {
  const channel = await ann.createsChannel('bob');
  const elsewhere = await ann.createsChannel();
  const image = { bytes: text(50), thumbnail: text(5), name: 'a.png', type: 'image/png' };
  const [posted, unsent, secret] = [
    await anns.uploads(channel, image),
    await anns.uploads(channel, { bytes: text(7) }),
    await anns.uploads(elsewhere, { bytes: text(7) }),
  ];
  await post(channel, [posted.fileId]);
  await post(elsewhere, [secret.fileId]);
  const { fileId } = posted;
  const wanted = [
    { fileId, variant: 'thumbnail' },
    { fileId },
    { fileId, download: true },
    ...[unsent.fileId, secret.fileId, newId()].map((one) => ({ fileId: one })),
  ];
  const { status, body } = await bobs.linksAll(channel, wanted);
  assert.deepEqual(
    [status, body.urls.map((url) => typeof url === 'string')],
    [200, [true, true, true, false, false, false]],
  );
  const loaded = body.urls.slice(0, 3).map(async (url) => {
    const response = await bobs.loads({ url: url ?? '', expiresAt: body.expiresAt });
    return [(await response.arrayBuffer()).byteLength, response.headers.get('content-disposition')?.split(';')[0]];
  });
  assert.deepEqual(await Promise.all(loaded), [
    [5, 'inline'],
    [50, 'inline'],
    [50, 'attachment'],
  ]);
  assert.equal((await anns.linksAll(channel, [{ fileId: unsent.fileId }])).body.urls.length, 1);
  assert.equal((await eves.linksAll(channel, wanted)).status, 403, 'eve is not a member');
  assert.deepEqual((await bobs.linksAll(channel, Array(51).fill({ fileId }))).body.code, 'bad-request');
});

test('an attacker cannot have more links by asking for many at once', async () => {
  const [gil] = await signInUsers(laptop, 'gil');
  const channel = await gil.createsChannel();
  const many = Array.from({ length: 50 }, () => ({ fileId: newId() }));
  const gils = new FileSender(gil, config);
  for (let count = 0; count < 600; count += 50) assert.equal((await gils.linksAll(channel, many)).status, 200);
  const { status, body } = await gils.linksAll(channel, many);
  assert.equal(status, 429);
  assert.match(body.message ?? '', /^You can open 600 files a minute\./);
  assert.deepEqual([(await gils.links(channel, newId())).status, (await gils.lists(channel)).status], [429, 429]);
});

test('a user has a limit of unfinished uploads, of which expired ones do not count, and of bytes a day', async () => {
  const channel = await ann.createsChannel();
  const announce = async (size: number) => {
    const [fay] = await signInUsers(laptop, 'fay');
    await fay.joins(channel);
    const file = { fileId: newId(), name: 'a', type: 'text/plain', size };
    const { status, body } = await new FileSender(fay, config).announces(channel, file);
    return [status, body.code, fay.userId];
  };
  for (let index = 0; index < config.openUploads; index += 1) assert.equal((await announce(1))[0], 201);
  assert.deepEqual((await announce(1)).slice(0, 2), [429, 'too-many-uploads']);
  laptop.clock.setBy(25 * 60 * MINUTE);
  const [status, , userId] = await announce(config.maxBytes);
  assert.equal(status, 201);
  const day = new Date(laptop.clock.now()).toISOString().slice(0, 10);
  const row = { pk: { S: `rate#${userId}` }, sk: { S: `file-bytes#${day}T00:00:00.000Z` } };
  const { TableNames } = await laptop.requests('dynamodb', 'DynamoDB_20120810.ListTables', {});
  await laptop.requests('dynamodb', 'DynamoDB_20120810.UpdateItem', {
    TableName: (TableNames as string[]).find((name) => name.includes('Chat')),
    Key: row,
    UpdateExpression: 'ADD done :bytes',
    ExpressionAttributeValues: { ':bytes': { N: `${config.bytesPerDay - 2 * config.maxBytes + 1}` } },
  });
  assert.deepEqual((await announce(config.maxBytes)).slice(0, 2), [429, 'rate-limited']);
  assert.equal((await announce(config.maxBytes - 1))[0], 201);
});
