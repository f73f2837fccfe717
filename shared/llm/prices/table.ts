import type { Cost } from '../cost.ts';
import type { Usage } from '../port.ts';
import type { PriceEntry } from './price-entry.ts';
import known from './prices.json' with { type: 'json' };

/** Nano-dollars for a million tokens of each kind. */
interface Rates {
  input: bigint;
  output: bigint;
  cacheRead: bigint;
  cacheWrite: bigint;
}

/** What the tokens of one model cost. */
export interface Price {
  /** The model has no entry of its own: this is the dearest of its provider. */
  estimated: boolean;
  source: string;
  date: string;
  cost(usage: Usage): Cost;
  /** The same for a request in a batch. */
  batchCost(usage: Usage): Cost;
}

/** What a model does: models of different kinds have different prices. */
type Kind = PriceEntry['kind'];

export interface PriceTable {
  /** The price of a model on the day of `now` (milliseconds since the epoch); of one that answers unless said. */
  of(provider: string, model: string, now: number, kind?: Kind): Price;
}

/** Providers name snapshots of a model by a date at the end: they cost what the model costs. */
const SNAPSHOT = /-(\d{8}|\d{4}-\d{2}-\d{2})$/;
const TOKENS_PER_PRICE = 1_000_000n;

/** The prices Iza knows, after those of the settings; the first entry that fits counts. */
export function createPriceTable(own: readonly PriceEntry[] = []): PriceTable {
  const entries: readonly PriceEntry[] = [...own, ...(known as PriceEntry[])];
  return {
    of(provider, model, now, kind) {
      const today = new Date(now).toISOString().slice(0, 10);
      const valid = entries.filter((entry) => isValid(entry, today));
      const names = [model, model.replace(SNAPSHOT, '')];
      const entry = valid.find(
        (one) => one.provider === provider && names.some((name) => fits(one.model, name)),
      );
      if (entry) return priceOf(entry, false);
      const ofKind = valid.filter((one) => one.kind === kind);
      const ofProvider = ofKind.filter((one) => one.provider === provider);
      return priceOf(dearest(ofProvider.length > 0 ? ofProvider : ofKind), true);
    },
  };
}

function isValid({ from, until }: PriceEntry, today: string): boolean {
  return (from === undefined || from <= today) && (until === undefined || today <= until);
}

/** Whether a name fits a pattern in which `*` stands for anything: each piece has to follow the one before it. */
function fits(pattern: string, name: string): boolean {
  const [first = '', ...rest] = pattern.split('*');
  if (rest.length === 0) return name === first;
  const last = rest.pop() ?? '';
  if (!name.startsWith(first) || !name.endsWith(last)) return false;
  const end = name.length - last.length;
  let at = first.length;
  for (const piece of rest) {
    const found = name.indexOf(piece, at);
    if (found < 0) return false;
    at = found + piece.length;
  }
  return at <= end;
}

function dearest(entries: readonly PriceEntry[]): PriceEntry {
  const weight = ({ input, output, over }: PriceEntry) =>
    Math.max(input, over?.input ?? 0) + Math.max(output, over?.output ?? 0);
  return entries.reduce((best, entry) => (weight(entry) > weight(best) ? entry : best));
}

function priceOf(entry: PriceEntry, estimated: boolean): Price {
  const { source, date, batch = 1 } = entry;
  const costBy = (factor: number) => (usage: Usage) => ({
    nanoUsd: nanoUsdOf(usage, ratesFor(usage, entry, factor)),
    estimated,
  });
  return {
    estimated,
    source,
    date,
    cost: costBy(1),
    batchCost: costBy(batch),
  };
}

function ratesFor(usage: Usage, { over, ...normal }: PriceEntry, factor: number): Rates {
  const all = usage.inputTokens + usage.cacheReadTokens + usage.cacheWriteTokens;
  const { input, output, cacheRead, cacheWrite } = over && all > over.inputTokens ? over : normal;
  const nano = (usd: number) => BigInt(Math.round(usd * factor * 1_000_000_000));
  return {
    input: nano(input),
    output: nano(output),
    cacheRead: nano(cacheRead ?? input),
    cacheWrite: nano(cacheWrite ?? input),
  };
}

/** Rounded up to a whole nano-dollar, so that nothing is counted as free. */
function nanoUsdOf(usage: Usage, rates: Rates): number {
  const total =
    BigInt(usage.inputTokens) * rates.input +
    BigInt(usage.outputTokens) * rates.output +
    BigInt(usage.cacheReadTokens) * rates.cacheRead +
    BigInt(usage.cacheWriteTokens) * rates.cacheWrite;
  return Number((total + TOKENS_PER_PRICE - 1n) / TOKENS_PER_PRICE);
}
