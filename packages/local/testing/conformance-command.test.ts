// The command `npm run parley -- conformance`: its last line has the counts, its exit code says whether everything passed.
import assert from 'node:assert/strict';
import { join } from 'node:path';
import { test } from 'node:test';
import { startTarget } from './conformance-target.ts';
import { runCommand } from './run-command.ts';

const CONFORMANCE = join(import.meta.dirname, '../../../bin/conformance.ts');

test('an Event API at a URL is tested for all that it supports; the rest is skipped by name', async (t) => {
  const { http, apiKey, token = '', close } = await startTarget('HTTP');
  t.after(() => close?.());
  const { status, out } = await runCommand(t, CONFORMANCE, '--url', http, '--key', apiKey, '--token', token).ended;
  const [last = ''] = out.trim().split('\n').slice(-1);
  assert.match(last, /^\d+ passed, 0 failed$/, out);
  assert.equal(status, 0);
  assert.match(out, /Skipped, because the target does not support them:\n {2}11 \[H\]/);
});

test('a wrong key fails, is counted, and exits with 1', async (t) => {
  const { http, close } = await startTarget('HTTP');
  t.after(() => close?.());
  const { status, out } = await runCommand(t, CONFORMANCE, '--url', http, '--key', 'da2-wrong').ended;
  const [, failed] = /(\d+) failed\n$/.exec(out) ?? [];
  assert.ok(Number(failed) > 10, out);
  assert.equal(status, 1);
});

test('a missing or wrong option prints one sentence', async (t) => {
  const mistakes: [string[], RegExp][] = [
    [['--url', 'http://127.0.0.1/event'], /^--url and --key must be given together\. See --help\.\n$/],
    [['--url', 'nowhere', '--key', 'k'], /^--url must be a URL, not "nowhere"\.\n$/],
    [['--colour'], /^Unknown option '--colour'/],
  ];
  for (const [options, message] of mistakes) {
    const { status, err } = await runCommand(t, CONFORMANCE, ...options).ended;
    assert.equal(status, 2);
    assert.match(err, message);
  }
  assert.match((await runCommand(t, CONFORMANCE, '--help').ended).out, /--url URL[\s\S]*--key KEY/);
});
