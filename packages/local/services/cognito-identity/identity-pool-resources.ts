// The CloudFormation resource types of Cognito identity pools.
import { notEmulated, PropertyReader } from '../../template/properties.ts';
import { type Ids, REGION } from '../resource-ids.ts';
import type { Created, Resource, ResourceType } from '../resource-type.ts';
import type { IdentityPools } from './identity-pools.ts';

type Deps = { identityPools: IdentityPools; ids: Ids };

/** Identity pools and their roles. */
export const identityPoolResources: readonly ResourceType<Deps>[] = [
  {
    type: 'AWS::Cognito::IdentityPool',
    coverage: 'partly',
    notes:
      'guests and users of a user pool, by the enhanced flow; no other providers, no attributes for access control',
    create: createIdentityPool,
  },
  {
    type: 'AWS::Cognito::IdentityPoolRoleAttachment',
    coverage: 'partly',
    notes: 'the roles of guests and users; no rules by claims',
    create: attachRoles,
  },
];

function createIdentityPool({ logicalId, properties }: Resource, { identityPools, ids }: Deps): Created {
  const reader = new PropertyReader(properties, logicalId);
  reader.rejectNotEmulated(['SamlProviderARNs', 'OpenIdConnectProviderARNs', 'SupportedLoginProviders']);
  const hex = ids.label(logicalId, 32).replace(/[^0-9a-f]/g, '0');
  const id = `${REGION}:${hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5')}`;
  const providers = new Map<string, Set<string>>();
  for (const provider of reader.optionalObjects('CognitoIdentityProviders') ?? []) {
    const name = provider.string('ProviderName');
    providers.set(name, (providers.get(name) ?? new Set()).add(provider.string('ClientId')));
  }
  const name = reader.optionalString('IdentityPoolName') ?? ids.name(logicalId);
  const allowsGuests = String(properties['AllowUnauthenticatedIdentities']) === 'true';
  identityPools.add({ id, name, allowsGuests, providers, roles: {} });
  return { ref: id, attributes: { Name: name, Id: id }, summary: `identity pool ${name}` };
}

function attachRoles({ logicalId, properties }: Resource, { identityPools, ids }: Deps): Created {
  const reader = new PropertyReader(properties, logicalId);
  const pool = identityPools.pool(reader.string('IdentityPoolId'));
  const mappings = Object.values((properties['RoleMappings'] ?? {}) as Record<string, { Type?: unknown }>);
  if (mappings.some(({ Type }) => Type !== 'Token')) throw notEmulated(logicalId, 'a role mapping by rules');
  const roles = reader.optionalObject('Roles');
  const [authenticated, unauthenticated] = ['authenticated', 'unauthenticated'].map((kind) =>
    roles.optionalString(kind),
  );
  pool.roles = { ...(authenticated && { authenticated }), ...(unauthenticated && { unauthenticated }) };
  return { ref: ids.name(logicalId) };
}
