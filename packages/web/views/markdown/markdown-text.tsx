// A message with Markdown, as elements: every letter is a text node.
import { useMemo } from 'preact/hooks';
import type { Block, Inline, Item } from '../../state/markdown/markdown-tree.ts';
import { parseMarkdown } from '../../state/markdown/parse-markdown.ts';
import { TextSegments } from '../messages/linked-text.tsx';
import type { MessageTextProps } from '../messages/message-text-props.ts';
import { CodeBlock } from './code-block.tsx';

type Props = Omit<MessageTextProps, 'text'>;

/** A message's text with its formatting. */
export function MarkdownText({ text, ...props }: MessageTextProps) {
  const blocks = useMemo(() => parseMarkdown(text), [text]);
  return (
    <div class="text markdown" dir="auto">
      <Blocks blocks={blocks} {...props} />
    </div>
  );
}

function Blocks({ blocks, ...props }: Props & { blocks: readonly Block[] }) {
  return (
    <>
      {blocks.map((block) => {
        if (block.kind === 'code-block') return <CodeBlock {...block} inList={props.inList === true} />;
        if (block.kind === 'list') return <List {...block} {...props} />;
        if (block.kind === 'quote')
          return (
            <blockquote dir="auto">
              <Blocks blocks={block.content} {...props} />
            </blockquote>
          );
        return (
          // Its direction is that of its text, by the style sheet: `dir` would hide it from the `dir="auto"` of a list or quote around it.
          <p>
            <Line content={block.content} {...props} />
          </p>
        );
      })}
    </>
  );
}

function List({ ordered, items, ...props }: Props & { ordered: boolean; items: readonly Item[] }) {
  const rows = items.map(({ number, content }) => (
    <li value={number}>
      <Blocks blocks={content} {...props} />
    </li>
  ));
  return ordered ? <ol dir="auto">{rows}</ol> : <ul dir="auto">{rows}</ul>;
}

function Line({ content, ...props }: Props & { content: readonly Inline[] }) {
  return (
    <>
      {content.map((part) => {
        if (part.kind === 'text') return <TextSegments text={part.text} {...props} />;
        if (part.kind === 'code') return <Code text={part.text} />;
        if (part.kind === 'link') return <NamedLink {...part} {...props} />;
        const inner = <Line content={part.content} {...props} />;
        if (part.kind === 'bold') return <strong>{inner}</strong>;
        return part.kind === 'italic' ? <em>{inner}</em> : <del>{inner}</del>;
      })}
    </>
  );
}

// In several lines it is displayed like a code block.
function Code({ text }: { text: string }) {
  return (
    <code class={text.includes('\n') ? 'lines' : undefined} dir="ltr">
      {text}
    </code>
  );
}

// With the host behind its text, so that the text cannot pretend to lead elsewhere. Its text contains no other link.
function NamedLink({ href, host, content, inList = false }: Props & Extract<Inline, { kind: 'link' }>) {
  return (
    <a href={href} dir="auto" target="_blank" rel="noopener noreferrer" tabIndex={inList ? -1 : undefined}>
      <span class="link-label">
        <Plain content={content} />
      </span>
      {host !== undefined && ' '}
      {host !== undefined && (
        <span class="link-host" dir="ltr">
          {`(${host})`}
        </span>
      )}
    </a>
  );
}

function Plain({ content }: { content: readonly Inline[] }) {
  return (
    <>
      {content.map((part) => {
        if (part.kind === 'text') return part.text;
        if (part.kind === 'code') return <Code text={part.text} />;
        const inner = <Plain content={part.content} />;
        if (part.kind === 'bold') return <strong>{inner}</strong>;
        return part.kind === 'italic' ? <em>{inner}</em> : <del>{inner}</del>;
      })}
    </>
  );
}
