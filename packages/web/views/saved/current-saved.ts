// What the user has saved, for the views that mark, list and change it.
import { signal } from '@preact/signals';
import type { SavedList } from '../../state/saved/saved-list.ts';

/** The saved messages of the signed-in user, once views/pins/start-pins.tsx has started them. Guests have none. */
export const savedList = signal<SavedList | undefined>(undefined);
