// A resource of the template, and how a service creates resources of one type.

/** A resource as the template defines it, every intrinsic function in its properties already resolved. */
export type Resource = {
  logicalId: string;
  /** As CloudFormation spells it: `AWS::SQS::Queue`. */
  type: string;
  properties: Readonly<Record<string, unknown>>;
  metadata: Readonly<Record<string, unknown>>;
};

/** A created resource: what `Ref` and `Fn::GetAtt` return, and a few words for the line that the start prints. */
export type Created = { ref: string; attributes?: Readonly<Record<string, string>>; summary?: string };

/**
 * One resource type that the engine knows. `full` and `partly` are emulated; `accepted` has no effect at run time, such as an
 * alarm. `notes` says what is missing, for the table in the README. Types with `update` can be hot-swapped: it replaces what
 * `create` made before.
 */
export type ResourceType<Deps> = {
  readonly type: string;
  readonly coverage: 'full' | 'partly' | 'accepted';
  readonly notes?: string;
  readonly create: (resource: Resource, deps: Deps) => Created | Promise<Created>;
  /**
   * Whether the engine does itself what the function of a custom resource with these properties would do. The properties have their
   * intrinsic functions. @default always
   */
  readonly isImplemented?: (properties: Readonly<Record<string, unknown>>) => boolean;
  readonly update?: (resource: Resource, deps: Deps) => unknown;
};
