// The CloudFormation resource types of EventBridge.
import { AwsError } from '../../errors.ts';
import type { Ids } from '../resource-ids.ts';
import type { Resource, ResourceType } from '../resource-type.ts';
import type { EventRules } from './event-rules.ts';
import type { EventBridge } from './events-service.ts';
import { DEFAULT_BUS, parseRuleSettings } from './rule-settings.ts';

// Source: EventBridge API reference, CreateConnection and CreateApiDestination.
const NAME_LENGTH_MAX = 64;
// Source: EventBridge API reference, CreateEventBus.
const BUS_NAME = /^[/.\-_A-Za-z0-9]{1,256}$/;
const NAME = /^[.\-_A-Za-z0-9]{1,64}$/;

/** The resource types of EventBridge. */
export const eventsResources: readonly ResourceType<{ events: EventBridge; rules: EventRules; ids: Ids }>[] = [
  {
    type: 'AWS::Events::Connection',
    coverage: 'partly',
    notes: 'API_KEY and BASIC; no OAuth, no private endpoints',
    async create(resource, { events, ids }) {
      const at = identityOf('connection', resource, ids);
      const secret = `secret:events!connection/${at.name}/${at.uuid}-${ids.label(`${resource.logicalId}/secret`, 6)}`;
      const secretArn = ids.arn('secretsmanager', secret);
      const connection = await events.createConnection({ ...at, secretArn }, resource.properties);
      return {
        ref: at.name,
        // CloudFormation reads an attribute when it creates the resource, so this is the first secret's.
        attributes: { Arn: at.arn, ArnForPolicy: at.short, SecretArn: secretArn },
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
      'targets are functions, standard queues, API destinations and buses; events that wait for a retry are lost at a restart',
    create({ logicalId, properties }, { rules, ids }) {
      const name = nameOf({ logicalId, properties }, ids);
      const settings = parseRuleSettings(name, properties);
      const { bus, enabled } = settings;
      if (!rules.hasBus(bus)) throw new AwsError('ResourceNotFoundException', `Event bus ${bus} does not exist.`);
      const isDefault = bus === DEFAULT_BUS;
      const arn = ids.arn('events', isDefault ? `rule/${name}` : `rule/${bus}/${name}`);
      rules.add({ name, arn, ...settings });
      return {
        // "AWS::Events::Rule", Ref: on a custom bus, the name of the bus is part of it.
        ref: isDefault ? name : `${bus}|${name}`,
        attributes: { Arn: arn },
        summary: `rule ${name}${enabled ? '' : ', disabled'}`,
      };
    },
  },
  {
    type: 'AWS::Events::EventBus',
    coverage: 'partly',
    notes: 'PutEvents and rules; no archives, no partner sources, no dead letters of the bus',
    create({ logicalId, properties }, { rules, ids }) {
      const name = String(properties.Name ?? '');
      if (!BUS_NAME.test(name) || name === DEFAULT_BUS)
        throw new AwsError(
          'ValidationException',
          `${logicalId}: ${JSON.stringify(name)} is not a valid name of a bus.`,
        );
      rules.addBus(name);
      return {
        ref: name,
        attributes: { Arn: ids.arn('events', `event-bus/${name}`), Name: name },
        summary: `bus ${name}`,
      };
    },
  },
  {
    type: 'AWS::Events::EventBusPolicy',
    coverage: 'accepted',
    create: ({ logicalId }, { ids }) => ({ ref: ids.name(logicalId) }),
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
