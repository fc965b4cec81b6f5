// What a namespace does before an event is broadcast and before a subscription is accepted, however it is made.
import type { Occasion } from './handler-context.ts';

/** An event after onPublish: its JSON text, or why it is not broadcast. An event that is missing was filtered out. */
export type HandledEvent = { readonly id: string } & ({ readonly text: string } | { readonly error: string });

/** The hooks of a namespace. Each throws AwsError to refuse the request; what is absent lets everything through. */
export type Hooks = {
  publish?(occasion: Occasion): Promise<readonly HandledEvent[]>;
  subscribe?(occasion: Occasion): Promise<void>;
};
