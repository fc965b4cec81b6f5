// The resource types of EventBridge that a template may hold.
import { AwsError } from '../../errors.ts';
import type { Ids } from '../resource-ids.ts';
import type { Resource, ResourceType } from '../resource-type.ts';
import type { Rules } from './event-rules.ts';
import type { Events } from './events-service.ts';
import { parseRule } from './rule-settings.ts';

// Source: EventBridge API reference, CreateConnection and CreateApiDestination.
const LONGEST_NAME = 64;
const NAME = /^[.\-_A-Za-z0-9]{1,64}$/;

/** What a template may hold of EventBridge. */
export const eventsResources: readonly ResourceType<{ events: Events; rules: Rules; ids: Ids }>[] = [
  {
    type: 'AWS::Events::Connection',
    coverage: 'partly',
    notes: 'API_KEY and BASIC; no OAuth, no private endpoints',
    async create(resource, { events, ids }) {
      const at = place('connection', resource, ids);
      const connection = await events.connect(at, resource.properties);
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
      const at = place('api-destination', resource, ids);
      const { settings } = events.direct(at, resource.properties);
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
      const settings = parseRule(name, properties);
      rules.add({ name, arn, ...settings });
      return { ref: name, attributes: { Arn: arn }, summary: `rule ${name}${settings.enabled ? '' : ', disabled'}` };
    },
  },
];

type Place = { name: string; arn: string; short: string; uuid: string };

function place(kind: string, resource: Resource, ids: Ids): Place {
  const { logicalId } = resource;
  const name = nameOf(resource, ids);
  const uuid = ids.label(logicalId, 32).replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
  const short = ids.arn('events', `${kind}/${name}`);
  return { name, arn: `${short}/${uuid}`, short, uuid };
}

function nameOf({ logicalId, properties }: Pick<Resource, 'logicalId' | 'properties'>, ids: Ids): string {
  const name = String(properties.Name ?? ids.name(logicalId).slice(-LONGEST_NAME));
  if (!NAME.test(name))
    throw new AwsError('ValidationException', `${logicalId}: ${JSON.stringify(name)} cannot be its name.`);
  return name;
}
