// Python functions, run by this machine's Python with the Lambda Runtime Interface Client.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { ManualClock } from '../../../clock.ts';
import { installPython } from '../../../testing/install-python.ts';
import { type FunctionOptions, withFunction } from '../../../testing/lambda-fixture.ts';
import { missingSdkHint } from './python-interpreter.ts';

const skip = installPython();

const PYTHON = { Runtime: 'python3.13', Handler: 'app.main.handler' };

function withPython(t: TestContext, source: string, { properties, ...options }: FunctionOptions = {}) {
  return withFunction(t, { 'app/main.py': source }, { ...options, properties: { ...PYTHON, ...properties } });
}

const failureOf = async (invocation: Promise<{ payload: unknown; error?: string }>) => {
  const { payload, error } = await invocation;
  assert.equal(error, 'Unhandled');
  return payload as { errorType: string; errorMessage: string; stackTrace: string[] };
};

test('a Python function has its event, context, environment, credentials and log, and stays warm', {
  skip,
}, async (t) => {
  const source = `
import logging, os
calls = 0
def handler(event, context):
    global calls
    calls += 1
    print("heard", event["text"])
    logging.getLogger().warning("careful")
    return {"calls": calls, "text": event["text"], "id": context.aws_request_id, "left": context.get_remaining_time_in_millis(),
            "arn": context.invoked_function_arn, "env": dict(os.environ)}
`;
  process.env['SECRET_OF_THE_ENGINE'] = 'x';
  t.after(() => delete process.env['SECRET_OF_THE_ENGINE']);
  const { lambda, iam, lines, name, arn } = await withPython(t, source, {
    properties: { Environment: { Variables: { TABLE: 'Chat' } } },
  });
  const { payload } = (await lambda.invoke(name, { text: 'é 😀' }, { trace: '1-5f-0a' })) as {
    payload: { env: Record<string, string>; calls: number; text: string; left: number; arn: string };
  };
  assert.deepEqual([payload.calls, payload.text, payload.arn], [1, 'é 😀', arn]);
  assert.ok(payload.left > 0 && payload.left <= 3000, `${payload.left} ms are left`);
  assert.equal(payload.env['TABLE'], 'Chat');
  assert.equal(payload.env['_X_AMZN_TRACE_ID'], 'Root=1-5f-0a');
  assert.equal(payload.env['AWS_ENDPOINT_URL_DYNAMODB'], 'http://127.0.0.1:1/_aws/dynamodb');
  assert.equal(payload.env['AWS_EXECUTION_ENV'], 'AWS_Lambda_python3.13');
  const session = iam.sessionOf(payload.env['AWS_ACCESS_KEY_ID'] ?? '', payload.env['AWS_SESSION_TOKEN']);
  assert.equal(session?.roleArn, 'arn:aws:iam::000000000000:role/Say');
  assert.equal(payload.env['SECRET_OF_THE_ENGINE'], undefined);
  assert.equal(((await lambda.invoke(name, { text: '' })).payload as { calls: number }).calls, 2);
  const [start, printed, logged, end, report] = lines;
  assert.match(start ?? '', /^START RequestId: /);
  assert.equal(printed, 'heard é 😀');
  assert.match(logged ?? '', /^\[WARNING\]\t\S+Z\t[0-9a-f-]{36}\tcareful$/);
  assert.match(end ?? '', /^END /);
  assert.match(report ?? '', /^REPORT .*Init Duration/);
});

test('an error, an exit and a timeout of a Python function fail that invocation alone, and its children end with it', {
  skip,
}, async (t) => {
  const source = `
import os, subprocess, sys, time
def handler(event, context):
    how = event.get("how")
    if how == "raise": raise ValueError("too far")
    if how == "exit": os._exit(3)
    if how in ("hang", "leave"):
        child = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(600)"])
        print("child", child.pid)
        if how == "leave": os._exit(4)
        time.sleep(600)
    return "fine"
`;
  const clock = new ManualClock();
  const children: number[] = [];
  const { lambda, lines, name } = await withPython(t, source, {
    clock,
    onLine: (line) => line.startsWith('child ') && children.push(Number(line.slice(6))),
  });
  const raised = await failureOf(lambda.invoke(name, { how: 'raise' }));
  assert.deepEqual([raised.errorType, raised.errorMessage], ['ValueError', 'too far']);
  assert.match(raised.stackTrace.join(''), /app\/main\.py", line 5, in handler/);
  assert.ok(lines.some((line) => line.startsWith('[ERROR] ValueError: too far\rTraceback')));
  const exited = await failureOf(lambda.invoke(name, { how: 'exit' }));
  assert.match(exited.errorMessage, /^RequestId: \S+ Error: Runtime exited with error: exit status 3$/);
  assert.match((await failureOf(lambda.invoke(name, { how: 'leave' }))).errorMessage, /exit status 4$/);
  const hanging = failureOf(lambda.invoke(name, { how: 'hang' }));
  await until(() => children.length === 2);
  clock.advance(3000);
  assert.match((await hanging).errorMessage, /Task timed out after 3\.00 seconds$/);
  await until(() => !children.some(isRunning));
  assert.deepEqual(await lambda.invoke(name, {}), { payload: 'fine' });
});

test('why a Python function cannot be loaded is returned, logged and reported once', { skip }, async (t) => {
  const cases: [source: string, handler: string, type: string, reported: RegExp][] = [
    ['import not_there', 'app.main.handler', 'Runtime.ImportModuleError', /No module named 'not_there'$/],
    ['def handler(', 'app.main.handler', 'Runtime.UserCodeSyntaxError', /Syntax error in module 'app\.main'/],
    ['x = 1', 'app.main.handler', 'Runtime.HandlerNotFound', /Handler 'handler' missing/],
    ['', 'app.other.handler', 'Runtime.ImportModuleError', /No module named 'app\.other'$/],
    ['raise OSError("at once")', 'app.main.handler', 'OSError', /at once$/],
  ];
  for (const [source, Handler, type, reported] of cases) {
    const { lambda, name, said, lines, root } = await withPython(t, source, { properties: { Handler } });
    // Once more for the first: the reason is not repeated.
    if (source === cases[0]?.[0]) await lambda.invoke(name, {});
    assert.equal((await failureOf(lambda.invoke(name, {}))).errorType, type);
    const reasons = said.filter((line) => line.includes(' cannot be loaded: '));
    assert.equal(reasons.length, 1);
    assert.match(reasons[0] ?? '', reported);
    assert.equal(
      said.includes(`The function ${name} has no file for its handler ${Handler} in ${root}.`),
      Handler === 'app.other.handler',
    );
    assert.ok(
      lines.some((line) => line.startsWith(`[ERROR] ${type}`)),
      lines.join('\n'),
    );
  }
});

test('a function that runs with another version says so once, and one without boto3 what to install', {
  skip,
}, async (t) => {
  const { said } = await withPython(t, 'handler = 1', { properties: { Runtime: 'python3.99' } });
  assert.equal(said.length, 1);
  assert.match(said[0] ?? '', /^Functions with the runtime python3\.99 run with Python 3\.\d+: \//);
  assert.equal(missingSdkHint("No module named 'boto3'"), '. Install it: pip install boto3');
  assert.equal(missingSdkHint("No module named 'boto3x'"), '');
});

test('inline code, and log lines in JSON', { skip }, async (t) => {
  const { lambda, name, lines } = await withPython(t, '', {
    properties: {
      Handler: 'index.handler',
      Code: { ZipFile: 'import logging\ndef handler(event, context):\n  logging.getLogger().warning("careful")' },
      LoggingConfig: { LogFormat: 'JSON' },
    },
  });
  assert.deepEqual(await lambda.invoke(name, {}), { payload: null });
  const logged = lines.map((line) => JSON.parse(line)).find(({ level }) => level === 'WARN' || level === 'WARNING');
  assert.equal(logged?.message, 'careful');
});

test('the engine ends the processes of Python functions when it stops', { skip }, async (t) => {
  const { lambda, name } = await withPython(t, 'import os\ndef handler(event, context): return os.getpid()');
  const { payload } = (await lambda.invoke(name, {})) as { payload: number };
  assert.equal(isRunning(payload), true);
  await lambda.close();
  assert.equal(isRunning(payload), false);
});

test('without Python or its client, and for other runtimes, the function is rejected with what to do', {
  skip,
}, async (t) => {
  const path = process.env['PATH'];
  t.after(() => {
    process.env['PATH'] = path;
  });
  const folder = mkdtempSync(join(tmpdir(), 'bare-python-'));
  t.after(() => rmSync(folder, { recursive: true }));
  const bare = `#!/bin/sh\nexec ${execFileSync('python3', ['-c', 'import sys; print(sys.executable)'])}`.trimEnd();
  // -S: without the folders of installed packages.
  writeFileSync(join(folder, 'python3'), `${bare} -S "$@"`, { mode: 0o755 });
  process.env['PATH'] = folder;
  await assert.rejects(withPython(t, ''), {
    message: /^The function Say \(python3\.13\) needs Python 3 with .* \(3\.\d+\) lacks: pip install awslambdaric\.$/,
  });
  process.env['PATH'] = '/nowhere';
  const expected =
    /^The function Say \(python3\.13\) needs .* no python3 on the PATH: install Python 3, then pip install awslambdaric\.$/;
  await assert.rejects(withPython(t, ''), { code: 'not-emulated', message: expected });
  for (const Runtime of ['java21', 'provided.al2023', 'ruby3.4', 'dotnet8', 'python2.7'])
    await assert.rejects(withPython(t, '', { properties: { Runtime } }), {
      code: 'not-emulated',
      message: `Say: the runtime ${Runtime} is not emulated; use a nodejs or python3 runtime, or run this function on AWS.`,
    });
});

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

/** The test's timeout names what did not come about. */
async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await new Promise((resolve) => setTimeout(resolve, 5));
}
