// The kinds of targets that a pipe may have, and what its role must allow on each.

/** The kinds of targets, by the form of their ARNs. */
export type TargetKind = keyof typeof TARGET_ARNS;

const TARGET_ARNS = {
  destination: /^arn:aws:events:[^:]*:\d*:api-destination\/.+$/,
  function: /^arn:aws:lambda:[^:]*:\d*:function:.+$/,
  queue: /^arn:aws:sqs:[^:]*:\d*:[^:]+$/,
  bus: /^arn:aws:events:[^:]*:\d*:event-bus\/.+$/,
} as const;

/** What the role of a pipe must allow on a target. Source: EventBridge User Guide, "Permissions for EventBridge Pipes". */
export const TARGET_ACTIONS: Readonly<Record<TargetKind, string>> = {
  destination: 'events:InvokeApiDestination',
  function: 'lambda:InvokeFunction',
  queue: 'sqs:SendMessage',
  bus: 'events:PutEvents',
};

/** The kind of a target; undefined for one that is not emulated. */
export function targetKindOf(arn: string): TargetKind | undefined {
  if (arn.endsWith('.fifo')) return undefined;
  return (Object.keys(TARGET_ARNS) as TargetKind[]).find((kind) => TARGET_ARNS[kind].test(arn));
}
