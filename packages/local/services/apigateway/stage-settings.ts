// Parses a stage of a REST API from its template properties.
import { notEmulated, type PropertyReader } from '../../template/properties.ts';
import { Throttle } from '../apigatewayv2/index.ts';
import { textsOf } from './integration-settings.ts';
import type { RestStage } from './rest-api-definition.ts';

/** Parses a stage, or the StageDescription of a deployment. */
export function parseStage(reader: PropertyReader, name: string, deploymentId: string): RestStage {
  reader.rejectNotEmulated(['CanarySetting', 'ClientCertificateId']);
  const settings = (reader.optionalObjects('MethodSettings') ?? []).map((setting) => ({
    path: pathOf(setting.optionalString('ResourcePath') ?? '/*'),
    method: setting.optionalString('HttpMethod') ?? '*',
    setting,
  }));
  const caches = [reader, ...settings.map(({ setting }) => setting)].some(({ properties }) =>
    ['CacheClusterEnabled', 'CachingEnabled'].some((property) => String(properties[property]) === 'true'),
  );
  if (caches) throw notEmulated(reader.subject, 'a cache of responses');
  const throttles = settings.flatMap(({ path, method, setting }) => {
    const throttle = parseThrottle(setting);
    return throttle ? [{ path, method, throttle }] : [];
  });
  const wildcards = ({ path, method }: { path: string; method: string }) =>
    Number(path === '*') * 2 + Number(method === '*');
  return {
    name,
    deploymentId,
    variables: textsOf(reader.optionalObject('Variables'), ''),
    // Source: API Gateway developer guide, "Throttle requests to your REST APIs": a method's own limits precede the stage's.
    throttles: throttles.sort((one, other) => wildcards(one) - wildcards(other)),
  };
}

function parseThrottle(setting: PropertyReader): Throttle | undefined {
  const perSecond = setting.optionalNumber('ThrottlingRateLimit');
  const burst = setting.optionalNumber('ThrottlingBurstLimit');
  if (perSecond === undefined && burst === undefined) return undefined;
  // Source: API Gateway quotas: the account's limits are the default, 10,000 a second with a burst of 5,000.
  return new Throttle(perSecond ?? 10_000, burst ?? 5_000);
}

/** Source: CloudFormation reference, Stage MethodSetting: slashes within a path are written `~1`, and `/*` are all resources. */
function pathOf(resourcePath: string): string {
  const path = resourcePath.replace(/^\//, '').replaceAll('~1', '/');
  if (path === '*') return path;
  return path.startsWith('/') ? path : `/${path}`;
}
