import type { Finding } from './finding.ts';

/**
 * Findings in order, none over another. Where some overlap they become one, over all that they cover and named for
 * the highest level, then the longest, then the first: nothing that any of them covered is left in the open.
 */
export function merge(findings: readonly Finding[]): Finding[] {
  const merged: { best: Finding; start: number; end: number }[] = [];
  for (const finding of findings.toSorted((a, b) => a.start - b.start)) {
    const last = merged.at(-1);
    if (!last || finding.start >= last.end) {
      merged.push({ best: finding, start: finding.start, end: finding.end });
      continue;
    }
    last.end = Math.max(last.end, finding.end);
    if (outranks(finding, last.best)) last.best = finding;
  }
  return merged.map(({ best, start, end }) => ({ ...best, start, end }));
}

function outranks(one: Finding, other: Finding): boolean {
  if (one.level !== other.level) return one.level > other.level;
  const [length, best] = [one.end - one.start, other.end - other.start];
  // Of secrets the provider's name says more than that there was a password before it.
  if (isNamed(one) !== isNamed(other)) return isNamed(other);
  return length > best;
}

const NAMED = new Set(['password', 'token', 'pin', 'authorization']);
const isNamed = ({ detector }: Finding) => NAMED.has(detector);
