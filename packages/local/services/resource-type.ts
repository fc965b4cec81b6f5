// A resource of the template, and how a service brings one kind of resource to life.

/** A resource as the template defines it, every intrinsic function in its properties already resolved. */
export type Resource = {
  logicalId: string;
  /** As CloudFormation spells it: `AWS::SQS::Queue`. */
  type: string;
  properties: Readonly<Record<string, unknown>>;
  metadata: Readonly<Record<string, unknown>>;
};

/** What came of it: what `Ref` and `Fn::GetAtt` answer, and a few words for the line that the start prints. */
export type Created = { ref: string; attributes?: Readonly<Record<string, string>>; says?: string };

/**
 * One resource type that the engine knows. `full` and `partly` run; `accepted` has no effect at run time (an alarm, a log
 * group) and is only taken note of. `notes` says what is missing, for the table in the README.
 */
export type ResourceType<Needs> = {
  readonly type: string;
  readonly coverage: 'full' | 'partly' | 'accepted';
  readonly notes?: string;
  readonly create: (resource: Resource, needs: Needs) => Created | Promise<Created>;
};
