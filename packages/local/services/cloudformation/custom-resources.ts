// Custom resources: the function that a resource names by its ServiceToken creates it, and responds to a URL.
// Source: CloudFormation user guide, "Custom resource request objects" and "Custom resource response objects".
import { randomUUID } from 'node:crypto';
import { isDeepStrictEqual } from 'node:util';
import type { Clock } from '../../clock.ts';
import { EngineError } from '../../errors.ts';
import type { Endpoints } from '../../http/endpoints.ts';
import type { Storage } from '../../storage/store.ts';
import { notEmulated, PropertyReader } from '../../template/properties.ts';
import type { InvokeResponse } from '../lambda/index.ts';
import { ACCOUNT, REGION } from '../resource-ids.ts';
import type { Created, Resource } from '../resource-type.ts';
import { type CustomResourceResponse, CustomResourceResponses } from './custom-resource-responses.ts';

/** The dependencies of custom resources. */
export type CustomResourcesDeps = {
  storage: Storage;
  clock: Clock;
  endpoints: Pick<Endpoints, 'add' | 'serveInternally'>;
  lambda: { invoke(functionArn: string, event: unknown): Promise<InvokeResponse> };
  say: (line: string) => void;
};

/** A created resource, as it is stored: it is created once, and updated when its properties change. */
type Stored = { physicalId: string; properties: Properties; data: Readonly<Record<string, string>> };
type Properties = Readonly<Record<string, unknown>>;

const BUCKET = 'cloudformation.custom-resources';

// Source: CloudFormation template reference, AWS::CloudFormation::CustomResource, ServiceTimeout: 1 second to one hour.
const SERVICE_TIMEOUT_SECONDS = { from: 1, to: 3_600, fallback: 3_600 };

/** How long a response may arrive after its function has returned; a developer does not wait for an hour. */
const AFTER_RETURN_MS = 30_000;

/** When the operator is told what the start waits for. */
const REPORT_AFTER_MS = 10_000;

/** The custom resources of an engine whose functions run. */
export class CustomResources {
  readonly #deps: CustomResourcesDeps;
  readonly #responses: CustomResourceResponses;

  constructor(deps: CustomResourcesDeps) {
    this.#deps = deps;
    this.#responses = new CustomResourceResponses(deps.endpoints);
  }

  /** Creates or updates a resource, unless it is stored with the same properties. */
  async create({ logicalId, type, properties: given }: Resource, stack: string): Promise<Created> {
    const { storage } = this.#deps;
    const functionArn = serviceToken(logicalId, given);
    const properties = withTexts(given) as Properties;
    const key = `${stack}/${logicalId}`;
    const stored = storage.bucket(BUCKET).get(key) as Stored | undefined;
    if (stored && isDeepStrictEqual(stored.properties, properties)) return toCreated(stored);
    const request = {
      RequestType: stored ? 'Update' : 'Create',
      ServiceToken: functionArn,
      StackId: `arn:aws:cloudformation:${REGION}:${ACCOUNT}:stack/${stack}/local`,
      RequestId: randomUUID(),
      ResourceType: type,
      LogicalResourceId: logicalId,
      ...(stored && { PhysicalResourceId: stored.physicalId, OldResourceProperties: stored.properties }),
      ResourceProperties: properties,
    };
    const seconds = new PropertyReader(given, logicalId).integer('ServiceTimeout', SERVICE_TIMEOUT_SECONDS);
    const response = await this.#request(functionArn, request, 1_000 * seconds);
    if (response.status === 'FAILED')
      throw new EngineError(
        'create-failed',
        `${logicalId} (${type}) cannot be created: its function ${nameOf(functionArn)} reports: ${response.reason}`,
      );
    const value: Stored = { physicalId: response.physicalId, properties, data: response.data };
    await storage.commit([{ bucket: BUCKET, key, value }]);
    return toCreated(value);
  }

  /** Invokes the function, and resolves to its response or to the reason why there is none. */
  async #request(
    functionArn: string,
    request: CustomResourceRequest,
    timeoutMs: number,
  ): Promise<CustomResourceResponse> {
    const { clock, endpoints, lambda, say } = this.#deps;
    const awaited = this.#responses.await(request);
    const endServing = endpoints.serveInternally();
    const cancels = [
      clock.after(timeoutMs, () => awaited.fail(`it did not respond within ${timeoutMs / 1_000} seconds`)),
      clock.after(REPORT_AFTER_MS, () =>
        say(
          `The start waits for the custom resource ${request.LogicalResourceId}, which ${nameOf(functionArn)} creates.`,
        ),
      ),
    ];
    const onReturn = ({ payload, error }: InvokeResponse) => {
      if (error !== undefined) return awaited.fail(messageOf(payload));
      const reason = `it returned ${AFTER_RETURN_MS / 1_000} seconds ago, and has not responded`;
      if (!hasResponse) cancels.push(clock.after(AFTER_RETURN_MS, () => awaited.fail(reason)));
    };
    let hasResponse = false;
    try {
      const event = { ...request, ResponseURL: awaited.url };
      lambda.invoke(functionArn, event).then(onReturn, (error: Error) => awaited.fail(error.message));
      return await awaited.response;
    } finally {
      hasResponse = true;
      for (const cancel of cancels) cancel();
      endServing();
      awaited.stop();
    }
  }
}

type CustomResourceRequest = { StackId: string; RequestId: string; LogicalResourceId: string; [name: string]: unknown };

function serviceToken(logicalId: string, properties: Properties): string {
  const token = new PropertyReader(properties, logicalId).string('ServiceToken');
  if (!/^arn:aws[\w-]*:lambda:/.test(token))
    throw notEmulated(logicalId, `the ServiceToken ${token}`, 'use the ARN of a Lambda function');
  return token;
}

/** CloudFormation sends numbers and booleans as text. */
function withTexts(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withTexts);
  if (typeof value !== 'object' || value === null) return String(value);
  return Object.fromEntries(Object.entries(value).map(([name, one]) => [name, withTexts(one)]));
}

function toCreated({ physicalId, data }: Stored): Created {
  return { ref: physicalId, attributes: data, summary: `custom resource ${physicalId}` };
}

function nameOf(functionArn: string): string {
  return functionArn.split(':')[6] ?? functionArn;
}

function messageOf(payload: unknown): string {
  const { errorType, errorMessage } = Object(payload) as { errorType?: string; errorMessage?: string };
  return `${errorType === undefined ? '' : `${errorType}: `}${errorMessage ?? 'it failed'}`;
}
