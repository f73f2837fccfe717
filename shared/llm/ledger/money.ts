/** Money is whole nano-dollars (10⁻⁹ USD): sums are exact up to 9 million dollars, and no float ever drifts. */
const NANO_PER_USD = 1_000_000_000;

/** Dollars as people write them into the settings; anything finer than a nano-dollar is rounded. */
export function toNanoUsd(usd: number): number {
  return Math.round(usd * NANO_PER_USD);
}

/** Dollars for people: cents from a dollar on, else four digits that count, without zeros at the end. */
export function formatUsd(nanoUsd: number): string {
  const usd = Math.abs(nanoUsd) / NANO_PER_USD;
  const sign = nanoUsd < 0 ? '-' : '';
  if (nanoUsd === 0 || usd >= 1) return `${sign}$${usd.toFixed(2)}`;
  const digits = Math.min(9, 3 - Math.floor(Math.log10(usd)));
  const [whole, part = ''] = usd.toFixed(digits).split('.');
  return `${sign}$${whole}.${part.replace(/0+$/, '').padEnd(2, '0')}`;
}
