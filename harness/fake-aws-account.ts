// The parts of an AWS account that the operator's commands ask about: STS, SSM, Lambda and the stacks of CloudFormation.
import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';

/** A stack of the account: its status, outputs, and template. */
export type FakeStack = { status: string; outputs?: Record<string, string>; template: unknown };

/** The number of the account. */
export const ACCOUNT = '111122223333';

/** An account that answers SDK clients whose `AWS_ENDPOINT_URL` is `address`. Tests change its fields. */
export class FakeAwsAccount implements AsyncDisposable {
  readonly stacks = new Map<string, FakeStack>();
  /** The version of CDK's bootstrap stack; undefined if there is none. */
  bootstrapVersion: string | undefined = '30';
  concurrentExecutions = 1000;
  /** The access key that is accepted. */
  accessKeyId = 'AKIAFAKE';
  readonly #server: Server;

  private constructor(server: Server) {
    this.#server = server;
  }

  static async open(): Promise<FakeAwsAccount> {
    const account: FakeAwsAccount = new FakeAwsAccount(
      createServer(async (request, response) => {
        const { status, body } = account.#answer(request, await text(request));
        response
          .writeHead(status, { 'content-type': body.startsWith('<') ? 'text/xml' : 'application/json' })
          .end(body);
      }),
    );
    await once(account.#server.listen(0, '127.0.0.1'), 'listening');
    return account;
  }

  get address(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  /** The environment of a command that operates in the account. */
  get environment(): Record<string, string> {
    return {
      AWS_ENDPOINT_URL: this.address,
      AWS_ACCESS_KEY_ID: this.accessKeyId,
      AWS_SECRET_ACCESS_KEY: 'secret',
      AWS_REGION: 'eu-central-1',
    };
  }

  #answer(request: IncomingMessage, body: string): { status: number; body: string } {
    if (!request.headers.authorization?.includes(`Credential=${this.accessKeyId}/`))
      return xmlError(403, 'InvalidClientTokenId', 'The security token included in the request is invalid.');
    if (request.url?.endsWith('/account-settings'))
      return json(200, { AccountLimit: { ConcurrentExecutions: this.concurrentExecutions } });
    if (request.headers['x-amz-target'] === 'AmazonSSM.GetParameter')
      return this.bootstrapVersion === undefined
        ? json(400, { __type: 'ParameterNotFound' })
        : json(200, { Parameter: { Value: this.bootstrapVersion } });
    const query = new URLSearchParams(body);
    const action = query.get('Action');
    if (action === 'GetCallerIdentity')
      return xml(action, `<Arn>arn:aws:iam::${ACCOUNT}:user/ann</Arn><UserId>U</UserId><Account>${ACCOUNT}</Account>`);
    const name = query.get('StackName') ?? '';
    const stack = this.stacks.get(name);
    if (!stack) return xmlError(400, 'ValidationError', `Stack with id ${name} does not exist`);
    if (action === 'GetTemplate')
      return xml(action, `<TemplateBody>${escapeXml(JSON.stringify(stack.template))}</TemplateBody>`);
    const outputs = Object.entries(stack.outputs ?? {}).map(
      ([key, value]) => `<member><OutputKey>${key}</OutputKey><OutputValue>${escapeXml(value)}</OutputValue></member>`,
    );
    return xml(
      'DescribeStacks',
      `<Stacks><member><StackName>${name}</StackName><StackStatus>${stack.status}</StackStatus><CreationTime>2026-11-01T00:00:00Z</CreationTime><Outputs>${outputs.join('')}</Outputs></member></Stacks>`,
    );
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#server.close();
    this.#server.closeAllConnections();
  }
}

const json = (status: number, body: unknown) => ({ status, body: JSON.stringify(body) });

const xml = (action: string, result: string) => ({
  status: 200,
  body: `<${action}Response><${action}Result>${result}</${action}Result></${action}Response>`,
});

const xmlError = (status: number, code: string, message: string) => ({
  status,
  body: `<ErrorResponse><Error><Type>Sender</Type><Code>${code}</Code><Message>${message}</Message></Error></ErrorResponse>`,
});

const escapeXml = (value: string) => value.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
