// AWS's own checks over the stack (cdk-nag, AwsSolutions): each finding is mended, or stands here with its reason.
import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { Queue } from 'aws-cdk-lib/aws-sqs';
import { AwsSolutionsChecks } from 'cdk-nag';
import type { IConstruct } from 'constructs';
import { newApp } from '../index.ts';

/** What is accepted, by construct and rule, and why. What costs money while nobody talks is not worth it to a small team. */
const ACCEPTED: Record<string, Record<string, string>> = {
  'Web/Files': {
    S1: 'No access log: only CloudFront reads the bucket, and it holds the page alone, the same for everybody.',
  },
  'Web/Distribution': {
    CFR1: 'No restriction by country: who may come in is decided by the user pool, and people travel.',
    CFR2: 'No WAF: it costs from 6 USD a month while nobody talks. The page is static; the HTTP API asks for a token.',
    CFR3: 'No access log: it would say who reads a page that is the same for everybody. The HTTP API logs who asks for what.',
    CFR4: "The certificate is CloudFront's, with which the version of TLS cannot be chosen: CloudFront developer guide, security policy.",
  },
  'Identity/People': {
    COG1: 'No rule asks for capitals, digits and signs: 15 characters are better. NIST SP 800-63B-4, 3.1.1.2.',
    COG2: 'A second factor is the choice of a team: sign-in pages offer one only where everybody must have it. Cognito API reference, MfaConfiguration.',
    COG8: 'The Plus plan charges for everybody who signs in, each month.',
  },
  'Delivery/DeadLetters': {
    SQS3: 'It is a dead-letter queue itself: that of the pipe, which the check does not know.',
  },
  'Custom::CDKBucketDeployment8693BB64968944B69AAFB0CC9EB8756C256MiB': {
    L1: "CDK's own function, which brings the page: CDK chooses what it runs on.",
  },
};

/** What is about IAM has its reasons in permissions.test.ts, which reads each statement, of more resources than these checks. */
const OF_PERMISSIONS = /^IAM[45]\[/;

const folder = mkdtempSync(join(tmpdir(), 'parley-nag-'));
after(() => rmSync(folder, { recursive: true }));

async function app() {
  const page = join(folder, 'page');
  mkdirSync(page, { recursive: true });
  writeFileSync(join(page, 'index.html'), '');
  return newApp({ page, bundles: join(folder, 'bundles'), out: join(folder, 'out') });
}

/** `Web/Files: S1`, and so on. */
function findings(stack: IConstruct): string[] {
  const { violations } = new AwsSolutionsChecks(stack).validateScope(stack);
  return violations
    .map(({ ruleName, violatingResources }) => ({ rule: ruleName.replace('AwsSolutions-', ''), violatingResources }))
    .filter(({ rule }) => !OF_PERMISSIONS.test(rule))
    .flatMap(({ rule, violatingResources }) =>
      violatingResources.map(({ constructPath = '' }) => {
        const name = constructPath.replace(/^Parley\/|\/Resource$/g, '');
        return `${name}: ${rule}`;
      }),
    )
    .sort();
}

const accepted = Object.entries(ACCEPTED)
  .flatMap(([name, reasons]) => Object.keys(reasons).map((rule) => `${name}: ${rule}`))
  .sort();

test('AWS’s own checks find nothing but what is accepted with its reason, and no reason is left over', async () => {
  const stack = (await app()).node.findChild('Parley');
  assert.deepEqual(findings(stack), accepted);
});

test('a queue that takes messages without TLS is found', async () => {
  const stack = (await app()).node.findChild('Parley');
  new Queue(stack, 'Careless');
  const found = findings(stack).filter((finding) => !accepted.includes(finding));
  assert.deepEqual(found, ['Careless: SQS3', 'Careless: SQS4']);
});
