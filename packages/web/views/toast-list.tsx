// The list of short messages at the lower edge of the page.
import { toasts } from './toasts.ts';

/** The messages. The list is always there, so that a screen reader announces what is added to it. */
export function ToastList() {
  return (
    <div class="toasts" role="status">
      {toasts.value.map(({ id, text, isProblem, action }) => (
        <p key={id} class={isProblem ? 'toast problem' : 'toast'}>
          <span dir="auto">{text}</span>
          {action && (
            <button type="button" class="link-button" onClick={action.perform}>
              {action.label}
            </button>
          )}
        </p>
      ))}
    </div>
  );
}
