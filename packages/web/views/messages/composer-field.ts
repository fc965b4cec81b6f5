// The message field's height, and the completion in it.
import { useEffect, useLayoutEffect, useState } from 'preact/hooks';
import { loadMoreStyles } from '../../platform/on-demand-styles.ts';

/** The completion, downloaded when the first @, # or : before a word is typed. After a failure the next input is another try; the field works without it. */
export function useCompletion(text: string) {
  const [Completion, setCompletion] = useState<typeof import('./completion.tsx').Completion>();
  useEffect(() => {
    if (Completion || !/[@#]|:[\p{L}\p{N}+]/u.test(text)) return;
    Promise.all([import('./completion.tsx'), loadMoreStyles()]).then(
      ([module]) => setCompletion(() => module.Completion),
      () => undefined,
    );
  }, [text]);
  return Completion;
}

/** Makes the field as high as its text. */
export function useAutoHeight(field: { current: HTMLTextAreaElement | null }, text: string): void {
  useLayoutEffect(() => {
    const element = field.current;
    if (!element) return;
    element.style.height = 'auto';
    element.style.height = `${element.scrollHeight}px`;
  }, [text]);
}
