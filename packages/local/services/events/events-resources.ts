// The CloudFormation resource types of EventBridge.
import { AwsError } from '../../errors.ts';
import type { Ids } from '../resource-ids.ts';
import type { Resource, ResourceType } from '../resource-type.ts';
import type { EventRules } from './event-rules.ts';
import type { EventBridge } from './events-service.ts';
import { parseRuleSettings } from './rule-settings.ts';

// Source: EventBridge API reference, CreateConnection and CreateApiDestination.
const NAME_LENGTH_MAX = 64;
const NAME = /^[.\-_A-Za-z0-9]{1,64}$/;

/** The resource types of EventBridge. */
export const eventsResources: readonly ResourceType<{ events: EventBridge; rules: EventRules; ids: Ids }>[] = [
  {
    type: 'AWS::Events::Connection',
    coverage: 'partly',
    notes: 'API_KEY and BASIC; no OAuth, no private endpoints',
    async create(resource, { events, ids }) {
      const at = identityOf('connection', resource, ids);
      const connection = await events.createConnection(at, resource.properties);
      const secret = `secret:events!connection/${at.name}/${at.uuid}-${ids.label(`${resource.logicalId}/secret`, 6)}`;
      return {
        ref: at.name,
        attributes: { Arn: at.arn, ArnForPolicy: at.short, SecretArn: ids.arn('secretsmanager', secret) },
        summary: `connection ${at.name}, ${connection.state}`,
      };
    },
  },
  {
    type: 'AWS::Events::ApiDestination',
    coverage: 'full',
    create(resource, { events, ids }) {
      const at = identityOf('api-destination', resource, ids);
      const { settings } = events.createDestination(at, resource.properties);
      return {
        ref: at.name,
        attributes: { Arn: at.arn, ArnForPolicy: at.short },
        summary: `${settings.method} ${settings.endpoint}`,
      };
    },
  },
  {
    type: 'AWS::Events::Rule',
    coverage: 'partly',
    notes:
      'patterns and schedules on the default bus, functions as targets; no input transformers, other targets or other buses',
    create({ logicalId, properties }, { rules, ids }) {
      const name = nameOf({ logicalId, properties }, ids);
      const arn = ids.arn('events', `rule/${name}`);
      const settings = parseRuleSettings(name, properties);
      rules.add({ name, arn, ...settings });
      return { ref: name, attributes: { Arn: arn }, summary: `rule ${name}${settings.enabled ? '' : ', disabled'}` };
    },
  },
];

type Identity = { name: string; arn: string; short: string; uuid: string };

function identityOf(kind: string, resource: Resource, ids: Ids): Identity {
  const { logicalId } = resource;
  const name = nameOf(resource, ids);
  const uuid = ids.label(logicalId, 32).replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
  const short = ids.arn('events', `${kind}/${name}`);
  return { name, arn: `${short}/${uuid}`, short, uuid };
}

function nameOf({ logicalId, properties }: Pick<Resource, 'logicalId' | 'properties'>, ids: Ids): string {
  const name = String(properties.Name ?? ids.name(logicalId).slice(-NAME_LENGTH_MAX));
  if (!NAME.test(name))
    throw new AwsError('ValidationException', `${logicalId}: ${JSON.stringify(name)} is not a valid name.`);
  return name;
}
