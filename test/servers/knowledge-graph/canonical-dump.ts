import canonicalize from 'canonicalize';
import { RECORD_KINDS } from '../../../servers/knowledge-graph/graph.ts';
import type { GraphStore } from '../../../servers/knowledge-graph/store/store.ts';

/** Everything that a store holds, a line a row, the same for the same content in any engine. */
export async function canonicalDump(store: GraphStore): Promise<string> {
  return store.read(async (view) => {
    const lines: string[] = [];
    for (const graph of await view.graphs()) {
      for (const kind of RECORD_KINDS) {
        for (let after = 0; ; ) {
          const rows = await view.scan(kind, graph, after, 1_000);
          for (const row of rows) lines.push(`${kind} ${canonicalize(row)}`);
          if (rows.length < 1_000) break;
          after = rows.at(-1)?.row ?? after;
        }
      }
    }
    for (let after = 0; ; ) {
      const changes = await view.changes(after, 100);
      for (const { added, ...change } of changes) {
        const shown = { ...change, added: added.map(({ kind, record }) => [kind, record.row]) };
        lines.push(`change ${JSON.stringify(shown)}`);
      }
      if (changes.length < 100) break;
      after = changes.at(-1)?.seq ?? after;
    }
    return lines.join('\n');
  });
}
