// AWS's own checks of the stack (cdk-nag, AwsSolutions): each finding is fixed, or accepted here with its reason.
import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { Queue } from 'aws-cdk-lib/aws-sqs';
import { AwsSolutionsChecks } from 'cdk-nag';
import type { IConstruct } from 'constructs';
import { newApp } from '../index.ts';

/** Accepted findings by construct and rule, with the reasons. A cost while the chat is idle is not acceptable to a small team. */
const ACCEPTED: Record<string, Record<string, string>> = {
  'Http/Api/GET--invitations--{code}--description': {
    APIG4:
      'It describes an invitation before the sign-in: the code, of 132 random bits, is what authorizes the reader.',
  },
  'SearchIndex/Segments': {
    S1: 'No access log: only the function that searches reads the bucket, whose objects are made of the log.',
  },
  'Web/Files': {
    S1: 'No access log: only CloudFront reads the bucket, which contains only the page, the same for all users.',
  },
  'Web/Distribution': {
    CFR1: 'No restriction by country: the user pool decides who may sign in, and users travel.',
    CFR2: 'No WAF: it costs at least 6 USD a month when idle. The page is static; the HTTP API requires a token.',
    CFR3: 'No access log: the page is the same for all users. The HTTP API logs who requests what.',
    CFR4: "The certificate is CloudFront's, with which the version of TLS cannot be chosen: CloudFront developer guide, security policy.",
  },
  'Files/Bucket': {
    S1: 'No access log: each link is signed by the function of files, whose requests the HTTP API logs.',
  },
  'Files/Downloads': {
    CFR1: 'No restriction by country: the signature of a link decides who may open a file, and users travel.',
    CFR2: 'No WAF: it costs at least 6 USD a month when idle. Without a signature the bucket answers 403.',
    CFR3: 'No access log: the HTTP API logs who asks for a link.',
    CFR4: "The certificate is CloudFront's, with which the version of TLS cannot be chosen: CloudFront developer guide, security policy.",
    CFR7: 'No origin access control: CloudFront shall have no access of its own. What a link may read is decided by its signature alone.',
  },
  'Identity/Users': {
    COG1: 'No rule requires capitals, digits and symbols: 15 characters are better. NIST SP 800-63B-4, 3.1.1.2.',
    COG2: 'A team chooses whether it requires a second factor: sign-in pages offer one only where all users must have it. Cognito API reference, MfaConfiguration.',
    COG8: 'The Plus plan charges for each active user, each month.',
  },
  'Delivery/DeadLetters': {
    SQS3: 'It is a dead-letter queue itself, that of the pipe, which the check does not recognize.',
  },
  'Custom::CDKBucketDeployment8693BB64968944B69AAFB0CC9EB8756C256MiB': {
    L1: "CDK's own function, which deploys the page: CDK chooses its runtime.",
  },
};

/** Findings about IAM. permissions.test.ts has their reasons, and reads the statements of more resources than these checks. */
const IAM_RULES = /^IAM[45]\[/;

const folder = mkdtempSync(join(tmpdir(), 'parley-nag-'));
after(() => rmSync(folder, { recursive: true }));

async function app() {
  const page = join(folder, 'page');
  mkdirSync(page, { recursive: true });
  writeFileSync(join(page, 'index.html'), '');
  return newApp({
    page,
    bundles: join(folder, 'bundles'),
    out: join(folder, 'out'),
    development: true,
    linkPreviews: true,
    alarmEmails: ['ann@example.org'],
    budget: { usdPerMonth: 20, emails: ['ann@example.org'] },
  });
}

/** `Web/Files: S1`, and so on. */
function findings(stack: IConstruct): string[] {
  const { violations } = new AwsSolutionsChecks(stack).validateScope(stack);
  return violations
    .map(({ ruleName, violatingResources }) => ({ rule: ruleName.replace('AwsSolutions-', ''), violatingResources }))
    .filter(({ rule }) => !IAM_RULES.test(rule))
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

test('AWS’s own checks find only what is accepted with its reason, and every accepted finding exists', async () => {
  const stack = (await app()).node.findChild('Parley');
  assert.deepEqual(findings(stack), accepted);
});

test('a queue that accepts messages without TLS is found', async () => {
  const stack = (await app()).node.findChild('Parley');
  new Queue(stack, 'Insecure');
  const found = findings(stack).filter((finding) => !accepted.includes(finding));
  assert.deepEqual(found, ['Insecure: SQS3', 'Insecure: SQS4']);
});
