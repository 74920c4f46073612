import { Fragment, type ReactNode } from 'react';

/** A piece of a text: what belongs together on the page. */
type Block =
  | { readonly kind: 'heading'; readonly text: string }
  | { readonly kind: 'paragraph'; readonly text: string }
  | { readonly kind: 'list' | 'numbers'; readonly items: readonly string[] };

/**
 * A text of the organiser: paragraphs, headings (`#`), lists (`-` or `1.`), **bold** and *emphasised* words. Nothing
 * in it becomes markup of the page or a link.
 */
export function Markdown({ text }: { text: string }) {
  return (
    <div className="prose-text">
      {blocksOf(text).map((block, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: the text does not change.
        <BlockView key={index} block={block} />
      ))}
    </div>
  );
}

function BlockView({ block }: { block: Block }) {
  if (block.kind === 'heading') return <h2>{marked(block.text)}</h2>;
  if (block.kind === 'paragraph') return <p className="prose">{marked(block.text)}</p>;
  const items = block.items.map((item, index) => (
    // biome-ignore lint/suspicious/noArrayIndexKey: the text does not change.
    <li key={index}>{marked(item)}</li>
  ));
  return block.kind === 'list' ? <ul>{items}</ul> : <ol>{items}</ol>;
}

/** The blocks of a text, in their order. */
export function blocksOf(text: string): readonly Block[] {
  const blocks: Block[] = [];
  const paragraph: string[] = [];
  const endParagraph = () => {
    if (paragraph.length > 0) blocks.push({ kind: 'paragraph', text: paragraph.join('\n') });
    paragraph.length = 0;
  };
  for (const line of text.split(/\r?\n/)) {
    const heading = /^#{1,6}\s+(.*)$/.exec(line);
    const item = /^\s*(?:([-*])|\d+[.)])\s+(.*)$/.exec(line);
    if (heading === null && item === null && line.trim() !== '') {
      paragraph.push(line);
      continue;
    }
    endParagraph();
    if (heading !== null) blocks.push({ kind: 'heading', text: heading[1] ?? '' });
    if (item !== null) addItem(blocks, item[1] === undefined ? 'numbers' : 'list', item[2] ?? '');
  }
  endParagraph();
  return blocks;
}

function addItem(blocks: Block[], kind: 'list' | 'numbers', text: string): void {
  const last = blocks.at(-1);
  if (last?.kind === kind) blocks[blocks.length - 1] = { kind, items: [...last.items, text] };
  else blocks.push({ kind, items: [text] });
}

function marked(text: string): ReactNode {
  return text.split(/(\*\*[^*]+\*\*|\*[^*\s][^*]*\*)/).map((part, index) => {
    const key = `${index}`;
    if (/^\*\*.+\*\*$/s.test(part)) return <strong key={key}>{part.slice(2, -2)}</strong>;
    if (/^\*.+\*$/s.test(part)) return <em key={key}>{part.slice(1, -1)}</em>;
    return <Fragment key={key}>{part}</Fragment>;
  });
}
