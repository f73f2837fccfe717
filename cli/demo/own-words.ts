import type { JsonObject } from '../../shared/mcp/surface.ts';
import { Recalled, type RecalledItem } from './answers.ts';
import { SCOPE } from './memory-scope.ts';
import type { Session } from './session.ts';

const MAX_QUERY = 1_000;
const PAGE = 100;
/** The most that recall takes: what it finds is to be counted, not read. */
const MAX_TOKENS = 20_000;

/** Everything that a query finds, page after page, by the `next` of each answer. */
export async function recallAll(session: Session, query: string): Promise<RecalledItem[]> {
  const items: RecalledItem[] = [];
  let args: JsonObject | undefined = {
    query,
    scopes: [SCOPE],
    limit: PAGE,
    max_tokens: MAX_TOKENS,
    detail: 'full',
  };
  while (args) {
    const page = Recalled.parse((await session.call('recall', args)).value);
    items.push(...page.items);
    args = page.next?.arguments as JsonObject | undefined;
  }
  return items;
}

/** The memories with exactly this text, looked for by the words of the text. */
export async function findByOwnWords(session: Session, text: string): Promise<RecalledItem[]> {
  const found = await recallAll(session, text.slice(0, MAX_QUERY));
  return found.filter((item) => item.text === text);
}
