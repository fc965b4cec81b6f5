// Whether a reload would lose something that the user has begun, as far as the page shows it.

/** Whether a dialog is open, or a field other than the message fields, whose drafts are kept, has a text. */
export function hasUnsavedInput(): boolean {
  const fields = [...document.querySelectorAll<HTMLInputElement | HTMLTextAreaElement>('input, textarea')];
  const isFilled = ({ id, value, type }: HTMLInputElement | HTMLTextAreaElement) =>
    !id.endsWith('composer') && type !== 'checkbox' && type !== 'radio' && value !== '';
  return document.querySelector('dialog[open]') !== null || fields.some(isFilled);
}
