import { IzaError } from '../../../shared/mcp/errors.ts';
import type { ParsedDocument } from '../../../shared/text/document.ts';
import { type ParseOptions, parseDocument } from '../../../shared/text/parse-document.ts';

/** A document by its name and content. */
export function parse(
  name: string,
  content: string | Uint8Array,
  options: Omit<ParseOptions, 'name'> = {},
): Promise<ParsedDocument> {
  return parseDocument(typeof content === 'string' ? Buffer.from(content) : content, { name, ...options });
}

/** How a document is refused. */
export async function refusal(
  name: string,
  content: string | Uint8Array,
  options: Omit<ParseOptions, 'name'> = {},
): Promise<string> {
  try {
    await parse(name, content, options);
  } catch (error) {
    if (error instanceof IzaError) return `${error.code}: ${error.message}`;
    throw error;
  }
  return 'not refused';
}

/** Blocks as `kind level? (headings above) text`. */
export function outline({ blocks }: ParsedDocument): string[] {
  return blocks.map(({ kind, level, headings, text }) => {
    const above = headings.length > 0 ? ` (${headings.join(' > ')})` : '';
    return `${kind}${level ?? ''}${above} ${text}`;
  });
}
