import type { JsonObject } from '../../../shared/mcp/surface.ts';
import { Remembered } from '../answers.ts';
import { type Asking, ask } from '../ask.ts';
import type { Batch, Fact } from '../facts.ts';
import { SCOPE } from '../memory-scope.ts';
import { shorten } from '../shorten.ts';

/** A fact whose storing was acknowledged, under the id it got. */
export interface Acknowledged {
  fact: Fact;
  id: string;
}

const MAX_TITLE = 200;
/** Characters of a fact in what is told of the request. */
const SHOWN = 56;

/** Remembers the facts of a batch, with the document they come from; resolves when that is acknowledged. */
export async function remember(asking: Asking, batch: Batch): Promise<Acknowledged[]> {
  const { facts, key } = batch;
  const { stored } = await ask(asking, 'remember', argumentsOf(batch), Remembered, {
    asked: `remember (${key}) ${describe(facts)}`,
    answered: (value) => `acknowledged: ${value.stored.map(({ status }) => status).join(', ')}`,
  });
  return facts.flatMap((fact, index) => {
    const memory = stored[index];
    return memory ? [{ fact, id: memory.id }] : [];
  });
}

function describe([first, ...others]: readonly Fact[]): string {
  const more = others.length > 0 ? ` and ${others.length} more` : '';
  return `${JSON.stringify(shorten(first?.text ?? '', SHOWN))}${more}`;
}

function argumentsOf({ facts, key }: Batch): JsonObject {
  const items = facts.map(({ text, quote, document }) => ({
    text,
    kind: 'fact',
    tags: ['demo'],
    source: { title: document.name.slice(-MAX_TITLE), uri: document.uri, quote },
  }));
  return { items, scope: SCOPE, idempotency_key: key };
}
