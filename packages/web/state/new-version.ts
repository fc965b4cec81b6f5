// Whether the server has a newer version of the page: what looks for it is loaded after the page.
import { signal } from '@preact/signals';

/** Set when there is one. */
export const newVersion = signal(false);
