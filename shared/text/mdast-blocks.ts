import type { BlockContent, DefinitionContent, List, RootContent, Table } from 'mdast';
import type { Draft } from './document.ts';
import { inlineText, type TextContext } from './mdast-text.ts';

type Flow = RootContent | BlockContent | DefinitionContent;

/** A tree of Markdown as blocks. `html` says what to make of a stretch of HTML; without it, that is left out. */
export function draftsOf(
  nodes: readonly Flow[],
  context: TextContext,
  html: (value: string) => Draft[] = () => [],
): Draft[] {
  const drafts: Draft[] = [];
  for (const node of nodes) {
    if (node.type === 'html') drafts.push(...html(node.value));
    else {
      const draft = draftOf(node, context);
      if (draft.text.trim() !== '') drafts.push(draft);
    }
  }
  return drafts;
}

function draftOf(node: Flow, context: TextContext): Draft {
  switch (node.type) {
    case 'heading':
      return {
        kind: 'heading',
        level: node.depth,
        text: tidy(inlineText(node, context)).replaceAll('\n', ' '),
      };
    case 'code':
      return { kind: 'code', text: node.value };
    case 'list':
      return { kind: 'list', text: listLines(node, context).join('\n') };
    case 'table':
      return { kind: 'table', text: tableLines(node, context).join('\n') };
    case 'blockquote':
      return { kind: 'quote', text: flowLines(node.children, context).join('\n') };
    case 'footnoteDefinition':
      return { kind: 'paragraph', text: flowLines(node.children, context).join('\n') };
    default:
      return { kind: 'paragraph', text: tidy(inlineText(node, context)) };
  }
}

/** Spaces as one, without those at the ends of lines. */
function tidy(text: string): string {
  return text
    .replace(/[^\S\n]+/g, ' ')
    .replace(/ ?\n ?/g, '\n')
    .trim();
}

/** Each item on a line with its mark, what is in it indented by two. */
function listLines({ children, ordered, start }: List, context: TextContext): string[] {
  return children.flatMap((item, index) => {
    const mark = ordered ? `${(start ?? 1) + index}.` : '-';
    const box = typeof item.checked === 'boolean' ? (item.checked ? ' [x]' : ' [ ]') : '';
    const [first = '', ...rest] = flowLines(item.children, context);
    return [`${mark}${box} ${first}`, ...rest.map((line) => `  ${line}`)];
  });
}

/** A row a line. One without words is a header that the source did not have. */
function tableLines({ children }: Table, context: TextContext): string[] {
  return children.flatMap((row) => {
    const cells = row.children.map((cell) => tidy(inlineText(cell, context)).replaceAll('\n', ' '));
    return cells.some((cell) => cell !== '') ? [cells.join(' | ')] : [];
  });
}

function flowLines(nodes: readonly Flow[], context: TextContext): string[] {
  return nodes.flatMap((node) => {
    if (node.type === 'list') return listLines(node, context);
    const { text } = draftOf(node, context);
    return text === '' ? [] : text.split('\n');
  });
}
