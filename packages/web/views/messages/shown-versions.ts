// The message whose versions are displayed.
import type { Message } from '@parley/chat';
import { signal } from '@preact/signals';

/** The message; undefined when none is. */
export const shownVersions = signal<Message | undefined>(undefined);
