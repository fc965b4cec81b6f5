// What AppSync may use of the other services: access keys, authorizer functions, and what data sources reach as their roles.
import { AwsError } from '../errors.ts';
import type { Input } from '../protocol/aws-json.ts';
import type { Assembly } from '../template/cloud-assembly.ts';
import type { AppSyncDeps } from './appsync/index.ts';
import { type DynamoDb, permissionsOf } from './dynamodb/index.ts';
import { accessKeyOwners, assumedRole, type Iam, requirePermissions } from './iam/index.ts';
import type { Lambda } from './lambda/index.ts';

type Deps = { iam: Iam; dynamodb: DynamoDb; lambda: Lambda; say: (line: string) => void };

// The session name when AppSync assumes a role, as observed in AWS's access denied messages.
const APPSYNC_SESSION = 'APPSYNC_ASSUME_ROLE';

/** The owners of access keys, the functions that authorize, and what data sources dataSourceAccess, each time as a role. */
export function accessForAppSync({
  iam,
  dynamodb,
  lambda,
  say,
}: Deps): Required<Pick<AppSyncDeps, 'principals' | 'functions' | 'dataSourceAccess'>> {
  const demandAs = (roleArn: string, action: string, resource: string) =>
    requirePermissions(iam, assumedRole(roleArn, APPSYNC_SESSION), [{ action, resource }], say);
  const invoke = async (functionArn: string, payload: unknown, user?: string) => {
    const { payload: answer, error } = await lambda.invoke(functionArn, payload, { user });
    if (error) throw new AwsError(error, String((Object(answer) as { errorMessage?: unknown }).errorMessage ?? ''));
    return answer;
  };
  return {
    principals: accessKeyOwners(iam),
    functions: { invoke: (functionArn, payload) => invoke(functionArn, payload) },
    dataSourceAccess: {
      trusted: (roleArn) => iam.trusts(roleArn, 'appsync.amazonaws.com'),
      demand: demandAs,
      table: tableAccess({ iam, dynamodb, say }, APPSYNC_SESSION),
      async invoke(roleArn, functionArn, payload, { wait, user }) {
        demandAs(roleArn, 'lambda:InvokeFunction', functionArn);
        if (wait) return invoke(functionArn, payload, user);
        lambda.invokeAsync(functionArn, payload);
        return undefined;
      },
    },
  };
}

/** Performs operations on tables as a role, which a service assumes for a session of this name. */
export function tableAccess(
  { iam, dynamodb, say }: Omit<Deps, 'lambda'>,
  session: string,
): (roleArn: string, operation: string, input: Input) => Promise<Input> {
  return async (roleArn, operation, input) => {
    requirePermissions(iam, assumedRole(roleArn, session), permissionsOf(operation, input), say);
    return dynamodb.call(operation, input);
  };
}

/** The data sources that namespaces may name; undefined if the template computes a name with an intrinsic function. */
export function dataSourcesOf({ template }: Assembly): ReadonlySet<string> | undefined {
  const sources = [...template.resources.values()].filter(({ type }) => type === 'AWS::AppSync::DataSource');
  const names = sources.map(({ properties }) => (properties as { Name?: unknown }).Name);
  return names.every((name) => typeof name === 'string') ? new Set(names) : undefined;
}
