import type { JsonValue } from '../../../shared/mcp/surface.ts';
import type { ParsedDocument } from '../../../shared/text/document.ts';
import type { Literal } from '../graph.ts';
import { relationName } from '../ontology.ts';
import type { DrawnFact } from './drawn.ts';
import type { Gathering } from './entity-gathering.ts';

const AUTHORS = new Set(['author', 'authors', 'by', 'creator']);
/** What says how a document is shown, or is said already: its title, its other names. */
const PASSED_OVER = new Set([
  'title',
  'name',
  'alias',
  'aliases',
  'layout',
  'cssclass',
  'cssclasses',
  'template',
]);
const MOST_FIELDS = 30;
const MOST_VALUES = 30;
const LONGEST_VALUE = 500;

/** Who wrote a document, and what else it declares of itself, each field a relation. */
export function drawFrontMatter(
  document: ParsedDocument,
  subject: string,
  gathering: Gathering,
): DrawnFact[] {
  const facts: DrawnFact[] = [];
  const fields = Object.entries(document.frontMatter ?? {}).slice(0, MOST_FIELDS);
  const authors = new Set(document.author === undefined ? [] : [document.author]);
  let dated = document.date;
  for (const [field, value] of fields) {
    const name = relationName(field);
    const values = literals(value);
    if (AUTHORS.has(name)) for (const one of values) authors.add(String(one));
    else if (name === 'date') dated ??= values[0] === undefined ? undefined : String(values[0]);
    else if (name !== '' && !PASSED_OVER.has(name)) {
      const relation = name === 'tags' ? 'tag' : name;
      for (const one of values) facts.push({ subject, relation, value: one });
    }
  }
  if (dated !== undefined) facts.push({ subject, relation: 'date', value: dated.slice(0, LONGEST_VALUE) });
  for (const author of authors) {
    const person = addAuthor(author, gathering);
    if (person !== undefined) facts.push({ subject, relation: 'authored_by', object: person });
  }
  return facts;
}

/** "Ada Lovelace <ada@example.org>" */
function addAuthor(author: string, gathering: Gathering): string | undefined {
  const [, name = author, address] = /^([^<>]*[^<>\s])\s*<([^<>]+)>\s*$/u.exec(author) ?? [];
  // An organisation may be an author, so nothing is said of what it is.
  return gathering.add({ name, is: 'agent', ...(address !== undefined && { keys: [address] }) });
}

function literals(value: JsonValue): Literal[] {
  const list = Array.isArray(value) ? value.slice(0, MOST_VALUES) : [value];
  return list.flatMap((one): Literal[] => {
    if (typeof one === 'number' || typeof one === 'boolean') return [one];
    if (typeof one !== 'string' || one.trim() === '') return [];
    return [one.trim().slice(0, LONGEST_VALUE)];
  });
}
