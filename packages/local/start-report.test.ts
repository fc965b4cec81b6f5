import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ResourceCreated } from './stack-creation.ts';
import { formatRows, StartReport } from './start-report.ts';

function report({ isTTY = false, columns = 60, verbose = false } = {}) {
  const written: string[] = [];
  const stream = { isTTY, columns, write: (text: string | Uint8Array) => written.push(String(text)) > 0 };
  return { report: new StartReport({ stream, verbose }), text: () => written.join('') };
}

function created(type: string, position: number, accepted = false): ResourceCreated {
  const ignored = position === 3 ? ['Prune', 'DistributionPaths'] : [];
  return { logicalId: `R${position}`, type, description: `number ${position}`, accepted, ignored, position, total: 3 };
}

const RESOURCES = [
  created('AWS::SQS::Queue', 1),
  created('AWS::CloudWatch::Alarm', 2, true),
  created('Custom::CDKBucketDeployment', 3),
];

test('on a terminal one line is rewritten, and the text after it begins on a clean line', () => {
  const { report: start, text } = report({ isTTY: true });
  start.phase('Building');
  for (const resource of RESOURCES) start.resource(resource);
  start.print('done');
  assert.equal(
    text(),
    '\r\x1b[2KBuilding …\r\x1b[2KCreating resources: 1 of 3\r\x1b[2KCreating resources: 2 of 3\r\x1b[2KCreating resources: 3 of 3\r\x1b[2Kdone\n',
  );
});

test('a progress line is never wider than the terminal', () => {
  const { report: start, text } = report({ isTTY: true, columns: 10 });
  start.phase('Building the page and the functions');
  assert.equal(text(), '\r\x1b[2KBuilding ');
});

test('a terminal that reports no width gets lines of a common width', () => {
  const { report: start, text } = report({ isTTY: true, columns: 0 });
  start.phase('Building');
  assert.equal(text(), '\r\x1b[2KBuilding …');
});

test('in a file or a pipe each phase is a line without control characters', () => {
  const { report: start, text } = report();
  start.phase('Building');
  for (const resource of RESOURCES) start.resource(resource);
  start.print('done');
  assert.equal(text(), 'Building …\ndone\n');
});

test('verbose lists each resource with what became of it', () => {
  const { report: start, text } = report({ verbose: true });
  for (const resource of RESOURCES) start.resource(resource);
  assert.match(
    text(),
    /^ {2}AWS::SQS::Queue +number 1\n {2}AWS::CloudWatch::Alarm +number 2 \(accepted: no effect here\)\n {2}Custom::CDKBucketDeployment +number 3 \(no effect here: Prune, DistributionPaths\)\n/,
  );
});

test('the summary counts resources by service, and those without effect', () => {
  const { report: start } = report();
  for (const resource of RESOURCES) start.resource(resource);
  assert.equal(
    start.resourceSummary(),
    '3 resources, 1 of them accepted without effect here:\n  CloudWatch 1, custom resources 1, SQS 1\nProperties without effect here:\n  R3 (Prune, DistributionPaths)',
  );
});

test('a summary does not name many resources with properties without effect', () => {
  const { report: start } = report();
  const [resource] = RESOURCES;
  assert.ok(resource);
  for (let index = 0; index < 13; index += 1) start.resource({ ...resource, ignored: ['Tier'] });
  assert.match(start.resourceSummary(), /\n13 resources have properties without effect here: --verbose lists them\.$/);
});

test('a long summary is wrapped to the terminal', () => {
  const { report: start } = report({ columns: 20 });
  for (const resource of RESOURCES) start.resource(resource);
  const lines = start.resourceSummary().split('\n');
  for (const line of lines.slice(1, lines.indexOf('Properties without effect here:')))
    assert.ok(line.length <= 20, line);
});

test('rows have one width for their first column', () => {
  assert.deepEqual(
    formatRows([
      ['page', 'a'],
      ['faults', 'b'],
    ]),
    ['  page    a', '  faults  b'],
  );
});
