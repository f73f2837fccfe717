import type { Finding } from '../finding.ts';
import { endOfToken } from '../joined.ts';
import { isExample } from '../randomness.ts';
import type { View } from '../view.ts';
import { CLOUD_KEYS } from './cloud-keys.ts';
import { DEVELOPER_KEYS } from './developer-keys.ts';
import type { KeyFormat } from './key-format.ts';
import { SERVICE_KEYS } from './service-keys.ts';

interface Compiled {
  id: string;
  whole: RegExp;
}

const FORMATS: readonly KeyFormat[] = [...DEVELOPER_KEYS, ...CLOUD_KEYS, ...SERVICE_KEYS];

const BY_START = new Map<string, Compiled[]>();
for (const { id, starts, rest } of FORMATS) {
  for (const start of starts) {
    const whole = new RegExp(literal(start) + rest, 'y');
    BY_START.set(start, [...(BY_START.get(start) ?? []), { id, whole }]);
  }
}

/** One pass finds every start; what follows is then read once, in place, by the formats that start so. */
const STARTS = new RegExp(
  [...BY_START.keys()]
    .sort((a, b) => b.length - a.length)
    .map(literal)
    .join('|'),
  'g',
);

function literal(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\/-]/g, '\\$&');
}

/** Secrets that providers made recognisable: `ghp_…`, `sk-ant-…`, `AKIA…`. */
export function findProviderKeys(view: View): Finding[] {
  const { text } = view;
  const findings: Finding[] = [];
  STARTS.lastIndex = 0;
  for (let match = STARTS.exec(text); match; match = STARTS.exec(text)) {
    const start = match.index;
    const found = view.starts(start) ? longest(view, start, match[0]) : undefined;
    if (found && !isExample(text.slice(start, found.end))) {
      findings.push({ detector: found.id, class: 'secret', level: 4, start, end: found.end });
      STARTS.lastIndex = found.end;
    } else {
      STARTS.lastIndex = start + 1;
    }
  }
  return findings;
}

/** The longest key at `start`. A start may be the beginning of another: `sk-` of `sk-ant-`. */
function longest(view: View, start: number, found: string): { id: string; end: number } | undefined {
  let best: { id: string; end: number } | undefined;
  for (let length = found.length; length > 1; length -= 1) {
    for (const { id, whole } of BY_START.get(found.slice(0, length)) ?? []) {
      const end = endAt(view, start, whole);
      if (end !== undefined && (!best || end > best.end)) best = { id, end };
    }
  }
  return best;
}

function endAt(view: View, start: number, whole: RegExp): number | undefined {
  whole.lastIndex = start;
  if (!whole.test(view.text)) return undefined;
  const reached = whole.lastIndex;
  const end = endOfToken(view, start, reached, (at) => {
    whole.lastIndex = 0;
    return whole.test(view.text.slice(start, at)) && whole.lastIndex === at - start;
  });
  return view.ends(end) ? end : undefined;
}
