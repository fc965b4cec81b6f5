// A block of code in a message, with a button that copies it. Its colours appear when the highlighter is loaded, and move nothing.
import { useEffect, useState } from 'preact/hooks';
import { t } from '../../i18n/all-texts.ts';
import { systemClock } from '../../state/ports.ts';
import { Icon } from '../all-icons.tsx';
import type { CodePart } from './highlighter.ts';

/** How long the button says that it has copied. */
const COPIED_MS = 2_000;

type CodeBlockProps = { text: string; language: string | undefined; inList: boolean };

/** A block of code. Long lines are wrapped, so that no part of the page scrolls sideways. */
export function CodeBlock({ text, language, inList }: CodeBlockProps) {
  const parts = useHighlighted(text, language);
  return (
    <div class="code-block">
      <div class="code-head">
        {language !== undefined && (
          <span class="code-language" dir="ltr">
            {language}
          </span>
        )}
        <CopyButton text={text} inList={inList} />
      </div>
      <pre dir="ltr">
        <code>
          {parts?.map(({ text: part, kind }) => (kind ? <span class={`code-${kind}`}>{part}</span> : part)) ?? text}
        </code>
      </pre>
    </div>
  );
}

function CopyButton({ text, inList }: { text: string; inList: boolean }) {
  const [copied, setCopied] = useState(false);
  useEffect(() => (copied ? systemClock.after(COPIED_MS, () => setCopied(false)) : undefined), [copied]);
  const copy = () =>
    navigator.clipboard.writeText(text).then(
      () => setCopied(true),
      () => setCopied(false),
    );
  // A page without TLS has no clipboard.
  if (!navigator.clipboard) return null;
  return (
    <button
      type="button"
      class="icon-button"
      aria-label={copied ? t.copied : t.copyCode}
      title={t.copyCode}
      tabIndex={inList ? -1 : undefined}
      onClick={copy}
    >
      <Icon name={copied ? 'check' : 'copy'} />
    </button>
  );
}

// The parts with their colours, once they are known.
function useHighlighted(text: string, language: string | undefined): readonly CodePart[] | undefined {
  const [highlighted, setHighlighted] = useState<{ of: string; parts: readonly CodePart[] | undefined }>();
  const of = `${language}\n${text}`;
  useEffect(() => {
    if (language === undefined) return;
    let current = true;
    import('./highlighter.ts')
      .then(({ highlightSoon }) => highlightSoon(text, language))
      .then(
        (parts) => current && setHighlighted({ of, parts }),
        () => undefined,
      );
    return () => {
      current = false;
    };
  }, [of]);
  return highlighted?.of === of ? highlighted.parts : undefined;
}
