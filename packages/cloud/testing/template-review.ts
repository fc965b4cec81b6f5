// The part of a template that a reviewer reads: permissions, routes, public surface, retained resources, the pipe.

// biome-ignore lint/suspicious/noExplicitAny: templates have no types
type Properties = any;
type Resource = { Type: string; Properties?: Properties; DeletionPolicy?: string };

export type Template = { Resources: Record<string, Resource>; Outputs?: Record<string, unknown> };

/** A summary of a template, the same for the same stack: names without CDK's hashes, each list in the template's order. */
export function reviewOf(template: Template) {
  const resources = Object.entries(template.Resources).map(([id, resource]) => ({ name: shortName(id), ...resource }));
  const ofType = (type: string) => resources.filter(({ Type }) => Type === type);
  const byName = <Of>(type: string, of: (properties: Properties) => Of) =>
    Object.fromEntries(ofType(type).map(({ name, Properties }) => [name, of(Properties)]));
  return {
    resourceTypes: Object.fromEntries(
      [...Map.groupBy(resources, ({ Type }) => Type)].map(([type, { length }]) => [type, length] as const).sort(),
    ),
    roles: Object.fromEntries(
      Object.entries(template.Resources)
        .filter(([, { Type }]) => Type === 'AWS::IAM::Role')
        .map(([id, { Properties }]) => [shortName(id), roleStatements(template, id, Properties)]),
    ),
    resourcePolicies: {
      ...byName('AWS::S3::BucketPolicy', ({ PolicyDocument }) => statements(PolicyDocument)),
      ...byName('AWS::SQS::QueuePolicy', ({ PolicyDocument }) => statements(PolicyDocument)),
      ...invokersOf(ofType('AWS::Lambda::Permission').map(({ Properties }) => Properties)),
    },
    routes: ofType('AWS::ApiGatewayV2::Route').map(
      ({ Properties: { RouteKey, Target, AuthorizationType, AuthorizationScopes = [] } }) =>
        `${RouteKey} → ${functionOf(template, Target)} (${[AuthorizationType, ...AuthorizationScopes].join(' ')})`,
    ),
    httpApi: {
      cors: byName('AWS::ApiGatewayV2::Api', ({ CorsConfiguration }) => renderAll(CorsConfiguration)),
      stages: byName('AWS::ApiGatewayV2::Stage', ({ DefaultRouteSettings, RouteSettings }) => ({
        DefaultRouteSettings,
        RouteSettings,
      })),
      authorizers: byName('AWS::ApiGatewayV2::Authorizer', ({ JwtConfiguration }) => renderAll(JwtConfiguration)),
    },
    eventApi: {
      auth: byName('AWS::AppSync::Api', ({ EventConfig }) => ({
        providers: EventConfig.AuthProviders.map(({ AuthType }: Properties) => AuthType),
        connect: authTypes(EventConfig.ConnectionAuthModes),
        publish: authTypes(EventConfig.DefaultPublishAuthModes),
        subscribe: authTypes(EventConfig.DefaultSubscribeAuthModes),
      })),
      namespaces: Object.fromEntries(
        ofType('AWS::AppSync::ChannelNamespace').map(
          ({ Properties: { Name, PublishAuthModes, SubscribeAuthModes } }) => [
            Name,
            { publish: authTypes(PublishAuthModes), subscribe: authTypes(SubscribeAuthModes) },
          ],
        ),
      ),
    },
    signIn: {
      pools: byName('AWS::Cognito::UserPool', ({ AdminCreateUserConfig, Policies }) => ({
        ...AdminCreateUserConfig,
        ...Policies,
      })),
      clients: byName('AWS::Cognito::UserPoolClient', (client) => renderAll({ ...client, UserPoolId: undefined })),
    },
    page: {
      buckets: byName('AWS::S3::Bucket', ({ PublicAccessBlockConfiguration }) => PublicAccessBlockConfiguration),
      viewers: byName(
        'AWS::CloudFront::Distribution',
        (one) => one.DistributionConfig.DefaultCacheBehavior.ViewerProtocolPolicy,
      ),
      contentSecurityPolicy: byName(
        'AWS::CloudFront::ResponseHeadersPolicy',
        (one) => one.ResponseHeadersPolicyConfig.SecurityHeadersConfig.ContentSecurityPolicy.ContentSecurityPolicy,
      ),
    },
    pipe: {
      pipes: byName('AWS::Pipes::Pipe', ({ SourceParameters, TargetParameters, LogConfiguration }) =>
        renderAll({ SourceParameters, TargetParameters, LogConfiguration }),
      ),
      destinations: byName('AWS::Events::ApiDestination', (destination) => renderAll(destination)),
      queues: byName('AWS::SQS::Queue', (queue) => renderAll(queue)),
    },
    tables: byName('AWS::DynamoDB::GlobalTable', ({ KeySchema, StreamSpecification, TimeToLiveSpecification }) => ({
      keys: KeySchema.map(({ AttributeName }: Properties) => AttributeName).join(', '),
      StreamSpecification,
      TimeToLiveSpecification,
    })),
    schedules: byName('AWS::Events::Rule', ({ ScheduleExpression, EventPattern, Targets }) => ({
      when: ScheduleExpression ?? renderAll(EventPattern),
      invokes: Targets.map(({ Arn }: Properties) => render(Arn)),
    })),
    retained: resources.filter(({ DeletionPolicy }) => DeletionPolicy?.startsWith('Retain')).map(({ name }) => name),
    outputs: Object.keys(template.Outputs ?? {}),
  };
}

/** A logical id without the hash at its end. */
export function shortName(id: string): string {
  return id.replace(/[0-9A-F]{8}$/, '');
}

/** Who may assume a role, and what it allows. */
function roleStatements({ Resources }: Template, id: string, role: Properties): string[] {
  const { AssumeRolePolicyDocument, ManagedPolicyArns = [], Policies = [] } = role;
  const attached = Object.values(Resources).filter(
    ({ Type, Properties }) => Type === 'AWS::IAM::Policy' && JSON.stringify(Properties.Roles).includes(`"${id}"`),
  );
  return [
    ...statements(AssumeRolePolicyDocument),
    ...ManagedPolicyArns.map((arn: unknown) => `Managed policy ${render(arn)}`),
    ...[...Policies, ...attached.map(({ Properties }) => Properties)].flatMap((policy) =>
      statements(policy.PolicyDocument),
    ),
  ];
}

/** The functions that each service may invoke, for its own resources only unless it says so. */
function invokersOf(permissions: Properties[]): Record<string, string[]> {
  const pairs = permissions.map(({ Principal, FunctionName, SourceArn }) => ({
    service: `${render(Principal)} may invoke`,
    name: render(FunctionName) + (SourceArn ? '' : ' (any source)'),
  }));
  return Object.fromEntries(
    [...Map.groupBy(pairs, ({ service }) => service)].map(([service, some]) => [
      service,
      [...new Set(some.map(({ name }) => name))],
    ]),
  );
}

/** Each statement of a policy as one line. */
function statements({ Statement }: Properties): string[] {
  return Statement.map(({ Effect, Action, Resource, Principal, Condition }: Properties) =>
    [
      Effect,
      ...(Principal ? [Object.values(Principal).flat().map(render).join(' and ')] : []),
      [Action].flat().join(' '),
      ...(Resource ? [`on ${[Resource].flat().map(render).join(' and ')}`] : []),
      ...(Condition ? [`if ${JSON.stringify(renderAll(Condition))}`] : []),
    ].join(' '),
  );
}

function authTypes(modes: { AuthType: string }[]): string {
  return modes.map(({ AuthType }) => AuthType).join(', ');
}

/** The function behind the integration of a route. */
function functionOf({ Resources }: Template, target: Properties): string {
  const integration = Object.keys(Resources).find((id) => JSON.stringify(target).includes(`"${id}"`)) ?? '';
  return render(Resources[integration]?.Properties.IntegrationUri);
}

/** An intrinsic function as short text: a reference as the name of its resource. */
function render(value: Properties): string {
  if (typeof value !== 'object' || value === null) return String(value);
  const [[name, argument] = ['', '']] = Object.entries<Properties>(value);
  switch (name) {
    case 'Ref':
      return shortName(argument);
    case 'Fn::GetAtt':
      return argument[1] === 'Arn' ? shortName(argument[0]) : `${shortName(argument[0])}.${argument[1]}`;
    case 'Fn::Join':
      return argument[1].map(render).join(argument[0]);
    case 'Fn::Select':
      return `${render(argument[1])}[${argument[0]}]`;
    case 'Fn::Split':
      return `${render(argument[1])} split at ${argument[0]}`;
    case 'Fn::Sub':
      return argument;
    default:
      return JSON.stringify(renderAll(value));
  }
}

/** The same for the intrinsic functions within a value. */
function renderAll(value: Properties): Properties {
  if (Array.isArray(value)) return value.map(renderAll);
  if (typeof value !== 'object' || value === null) return value;
  const keys = Object.keys(value);
  if (keys.length === 1 && /^(?:Ref|Fn::\w+)$/.test(keys[0] ?? '')) return render(value);
  return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, renderAll(one)]));
}
