import type { ExportedEntity, ExportedFact } from './records.ts';
import { dayText } from './terms.ts';
import type { GraphWriter } from './writer.ts';

/** Characters of a label. */
const MOST = 60;

/** A flowchart of Mermaid. A value is a rounded box of its own. */
export function mermaidWriter(): GraphWriter {
  return {
    begin: () => ['flowchart LR\n'],
    entity: ({ id, name, type }: ExportedEntity) => `  ${id}["${label(name)}<br/>${label(type)}"]\n`,
    fact(fact: ExportedFact) {
      const { subject, relation, object, value, validFrom, validTo } = fact;
      const time =
        validFrom === undefined && validTo === undefined
          ? ''
          : ` ${validFrom === undefined ? '…' : dayText(validFrom)} – ${validTo === undefined ? '' : dayText(validTo)}`;
      const arrow = `-->|"${label(relation.replaceAll('_', ' '))}${label(time.trimEnd())}"|`;
      if (object !== undefined) return `  ${subject} ${arrow} ${object}\n`;
      const id = fact.id.replace('.', '_');
      return `  ${subject} ${arrow} ${id}(["${label(String(value))}"])\n`;
    },
    end: () => [],
  };
}

/** A label inside quotes: every sign that could mean something is written as an entity code of Mermaid. */
function label(text: string): string {
  const line = text.toWellFormed().replace(/\s+/g, ' ');
  const signs = [...line];
  const shown = signs.length > MOST ? [...signs.slice(0, MOST - 1), '…'] : signs;
  return shown.map((sign) => (/[\p{L}\p{N} .,…–-]/u.test(sign) ? sign : `#${sign.codePointAt(0)};`)).join('');
}
