import type { Screen } from '../../../shared/privacy/screen.ts';
import { buildDocument } from '../../../shared/text/build-document.ts';
import type { ParsedDocument } from '../../../shared/text/document.ts';
import type { DocumentLimits } from '../../../shared/text/document-limits.ts';
import { readPlainText } from '../../../shared/text/formats/plain-text.ts';
import { createCleaner } from '../screened.ts';

/**
 * A document with secrets taken out of all that it says, before anything of it is hashed, compared or stored. What
 * reads like orders to a model is kept, and said.
 * @throws IzaError INVALID_INPUT where the privacy policy lets nothing of it be stored.
 */
export function screenDocument(
  screen: Screen,
  document: ParsedDocument,
  limits: DocumentLimits,
): { document: ParsedDocument; warnings: string[] } {
  const { clean, warnings } = createCleaner(screen);
  const { text, blocks, warnings: _, truncated: __, ...rest } = document;
  const safe = { ...clean(rest), kind: document.kind };
  const whole = clean(text);
  if (whole === text) return { document: { ...safe, text, blocks: clean(blocks) }, warnings: warnings() };
  const drafts = clean(
    blocks.map(({ kind, text: said, level, page }) => ({ kind, text: said, level, page })),
  );
  const rebuilt = buildDocument('document', document.kind, { ...safe, blocks: drafts }, limits);
  // A secret that goes over several blocks shows only in the whole.
  const isClean = screen(rebuilt.text).text === rebuilt.text;
  const again = isClean ? rebuilt : { ...readPlainText('document', whole, limits), ...safe };
  return { document: again, warnings: warnings() };
}
