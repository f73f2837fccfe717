import type { DocumentLimits } from './document-limits.ts';
import { overLimit } from './refusal.ts';

/**
 * Elements that HTML closes by itself or lets overlap; without them, elements that are open are nested
 * (https://html.spec.whatwg.org, "Optional tags", "Void elements", "The stack of open elements", formatting).
 */
const UNCOUNTED = new Set(
  (
    'area base br col embed hr img input link meta param source track wbr ' +
    'p li dt dd option optgroup tr td th thead tbody tfoot caption colgroup rt rp html head body ' +
    'a b big code em font i nobr s small strike strong tt u'
  ).split(' '),
);
const FOREIGN = new Set(['svg', 'math']);
/** Whatever is in them is no markup. */
const RAW = new Set(['script', 'style', 'textarea', 'title', 'iframe', 'xmp']);
const TAG = /<(\/?)([a-z][^\s/>]*)/iy;

/**
 * Goes once over markup and counts its elements and how deep they are nested, roughly and before it is parsed: parsers
 * take time by the square of the depth, and end with a full stack.
 * @throws IzaError TOO_LARGE
 */
export function checkMarkup(
  name: string,
  text: string,
  language: 'html' | 'xml',
  limits: Pick<DocumentLimits, 'depth' | 'elements'>,
): void {
  const html = language === 'html';
  let [depth, foreign, elements] = [0, 0, 0];
  for (let at = text.indexOf('<'); at >= 0; at = text.indexOf('<', at + 1)) {
    const skipped = skip(text, at);
    if (skipped === undefined) return;
    at = skipped;
    TAG.lastIndex = at;
    const [whole, slash, written = ''] = TAG.exec(text) ?? [];
    if (whole === undefined) continue;
    const element = html ? written.toLowerCase() : written;
    const end = text.indexOf('>', at);
    if (end < 0) return;
    at = end;
    if (slash === '') elements += 1;
    if (elements > limits.elements) throw overLimit(name, 'it has', limits.elements, 'elements');
    if (html && foreign === 0 && UNCOUNTED.has(element)) continue;
    const step = slash === '' ? 1 : -1;
    if (step > 0 && text[end - 1] === '/' && (!html || foreign > 0)) continue;
    depth = Math.max(0, depth + step);
    if (html && FOREIGN.has(element)) foreign = Math.max(0, foreign + step);
    if (depth > limits.depth) throw overLimit(name, 'its elements are nested', limits.depth, 'levels deep');
    if (html && step > 0 && RAW.has(element) && foreign === 0) {
      const close = indexOfClose(text, element, at);
      if (close === undefined) return;
      at = close - 1;
    }
  }
}

/** Past a comment or CDATA that begins here; `undefined` where it has no end. */
function skip(text: string, at: number): number | undefined {
  const [open, close] = text.startsWith('<!--', at)
    ? ['<!--', '-->']
    : text.startsWith('<![CDATA[', at)
      ? ['<![CDATA[', ']]>']
      : [];
  if (open === undefined || close === undefined) return at;
  const end = text.indexOf(close, at + open.length - 2);
  return end < 0 ? undefined : end + close.length - 1;
}

function indexOfClose(text: string, element: string, from: number): number | undefined {
  const close = new RegExp(`</${element}[\\s/>]`, 'gi');
  close.lastIndex = from;
  return close.exec(text)?.index;
}
