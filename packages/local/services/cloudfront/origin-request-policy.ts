// What a distribution forwards to its origin (CloudFront Developer Guide, "Control origin requests with a policy").
import { notEmulated, PropertyReader } from '../../template/properties.ts';

/** Whether a policy forwards all query strings. Policies that forward some of them, headers or cookies are rejected. */
export function forwardsQuery(logicalId: string, input: unknown): boolean {
  const config = new PropertyReader({ OriginRequestPolicyConfig: input }, logicalId).object(
    'OriginRequestPolicyConfig',
  );
  for (const [part, behavior] of [
    ['HeadersConfig', 'HeaderBehavior'],
    ['CookiesConfig', 'CookieBehavior'],
  ] as const)
    if (config.object(part).string(behavior) !== 'none')
      throw notEmulated(logicalId, `${part}.${behavior} other than none`);
  const query = config
    .object('QueryStringsConfig')
    .oneOf('QueryStringBehavior', ['none', 'all', 'whitelist', 'allExcept']);
  if (query === 'whitelist' || query === 'allExcept') throw notEmulated(logicalId, `QueryStringBehavior ${query}`);
  return query === 'all';
}
