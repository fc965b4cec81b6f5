// Whether the toolbar at the message field is shown on this device.
import { computed } from '@preact/signals';
import { stored } from './appearance.ts';
import { narrow } from './browser.ts';

/** As the user has chosen; until then it is hidden on a phone. */
const choice = stored('parley.format-toolbar', ['automatic', 'shown', 'hidden']);

/** Whether it is shown. */
export const formatToolbarShown = computed(() =>
  choice.value === 'automatic' ? !narrow.value : choice.value === 'shown',
);

/** Shows it, or hides it. */
export function showFormatToolbar(shown: boolean): void {
  choice.choose(shown ? 'shown' : 'hidden');
}
