// The text of a message: as typed until the views of its links, mentions and formatting are loaded.
import { lateViews } from '../late-views.ts';
import type { MessageTextProps } from './message-text-props.ts';

/** A message's text. */
export function MessageText(props: MessageTextProps) {
  const LinkedText = lateViews.value?.LinkedText;
  if (LinkedText) return <LinkedText {...props} />;
  return (
    <p class="text" dir="auto">
      {props.text}
    </p>
  );
}
