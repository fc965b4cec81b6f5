// The AWS account of an operator: whose credentials they are, which region, and what is deployed there.
import { CloudFormationClient, DescribeStacksCommand, GetTemplateCommand } from '@aws-sdk/client-cloudformation';
import { GetAccountSettingsCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { GetParameterCommand, SSMClient } from '@aws-sdk/client-ssm';
import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { OperatorError } from './failures.ts';

/** Where to operate: a profile of the AWS configuration, and a region. Without them those of the shell. */
export type Place = { readonly profile?: string | undefined; readonly region?: string | undefined };

/** An account and region that were found with credentials. */
export type Account = {
  /** The number of the account: 12 digits. */
  readonly id: string;
  /** Who operates: an ARN of a user or a role. */
  readonly operator: string;
  readonly region: string;
  /** The settings with which clients of the AWS SDK reach it. */
  readonly client: { readonly region: string; readonly profile?: string };
};

/** A stack that exists. */
export type DeployedStack = {
  /** `UPDATE_COMPLETE` */
  readonly status: string;
  readonly outputs: Readonly<Record<string, string>>;
  readonly template: CloudFormationTemplate;
};

/** What is compared of a template. */
export type CloudFormationTemplate = {
  readonly Resources: Readonly<Record<string, { readonly Type: string }>>;
  readonly Outputs?: Readonly<Record<string, { readonly Value: unknown }>>;
};

/** The parameter with the version of the bootstrap stack. Source: CDK developer guide, "Bootstrapping", default qualifier. */
const BOOTSTRAP_VERSION = '/cdk-bootstrap/hnb659fds/version';

/** The oldest bootstrap stack that CDK 2 deploys with. Source: CDK developer guide, "Bootstrap template versions". */
const BOOTSTRAP_VERSION_MIN = 6;

/** Services that a region lacks. Source: the resource schemas of cfn-lint 1.58.0, November 2026. */
const MISSING_SERVICES: Readonly<Record<string, string>> = {
  'ap-southeast-4': 'EventBridge Pipes',
  'ap-southeast-7': 'EventBridge Pipes',
  'ap-southeast-5': 'EventBridge connections and Pipes',
  'ca-west-1': 'EventBridge connections and Pipes',
  'il-central-1': 'EventBridge connections and Pipes',
  'ap-east-2': 'AppSync',
  'ap-southeast-6': 'AppSync',
  'mx-central-1': 'AppSync',
};

/** Finds out with which account and region the credentials work. */
export async function openAccount({ profile, region }: Place): Promise<Account> {
  const settings = { ...(profile !== undefined && { profile }), ...(region !== undefined && { region }) };
  const sts = new STSClient(settings);
  const found = await sts.config.region().catch(() => {
    throw new OperatorError(
      'No region is set. Name one with --region, in parley.config.json, or run `aws configure set region REGION`.',
    );
  });
  const { Account: id = '', Arn: operator = '' } = await sts.send(new GetCallerIdentityCommand()).catch((error) => {
    if (profile === undefined || error.name !== 'CredentialsProviderError') throw error;
    throw new OperatorError(
      `The profile ${profile} has no credentials, or does not exist: see \`aws configure list-profiles\`.`,
    );
  });
  return { id, operator, region: found, client: { ...settings, region: found } };
}

/** Rejects a region that lacks a service that Parley needs. */
export function checkRegion(region: string): void {
  if (/^(?:cn|us-gov|us-iso)/.test(region))
    throw new OperatorError(
      `${region} has no AppSync Events or no CloudFront, which Parley needs. Choose a commercial region.`,
    );
  const missing = MISSING_SERVICES[region];
  if (missing)
    throw new OperatorError(
      `${region} has no ${missing}, as of November 2026. Choose another region, or pass --any-region if it has it now.`,
    );
}

/** Whether CDK's bootstrap stack exists in the region, in a version that deploys. */
export async function isBootstrapped({ client }: Account): Promise<boolean> {
  try {
    const { Parameter } = await new SSMClient(client).send(new GetParameterCommand({ Name: BOOTSTRAP_VERSION }));
    return Number(Parameter?.Value) >= BOOTSTRAP_VERSION_MIN;
  } catch (error) {
    if ((error as Error).name === 'ParameterNotFound') return false;
    throw error;
  }
}

/** The functions that may run at one time in the region. New accounts have as few as ten: Lambda quotas, L-B99A9384. */
export async function concurrentExecutions({ client }: Account): Promise<number | undefined> {
  const { AccountLimit } = await new LambdaClient(client).send(new GetAccountSettingsCommand());
  return AccountLimit?.ConcurrentExecutions;
}

/** Describes a stack; undefined if there is none, or only one that was deleted. */
export async function describeStack({ client }: Account, name: string): Promise<DeployedStack | undefined> {
  const cloudFormation = new CloudFormationClient(client);
  try {
    const { Stacks = [] } = await cloudFormation.send(new DescribeStacksCommand({ StackName: name }));
    const [stack] = Stacks;
    if (!stack || stack.StackStatus === 'DELETE_COMPLETE') return undefined;
    const outputs = (stack.Outputs ?? []).map(({ OutputKey = '', OutputValue = '' }) => [OutputKey, OutputValue]);
    const { TemplateBody = '{"Resources":{}}' } = await cloudFormation.send(
      new GetTemplateCommand({ StackName: name, TemplateStage: 'Original' }),
    );
    return {
      status: stack.StackStatus ?? '',
      outputs: Object.fromEntries(outputs),
      template: JSON.parse(TemplateBody),
    };
  } catch (error) {
    // CloudFormation has no error of its own for it: API reference, DescribeStacks.
    if ((error as Error).name === 'ValidationError' && /does not exist/.test((error as Error).message))
      return undefined;
    throw error;
  }
}
