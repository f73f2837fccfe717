import { FEATURES, type Feature, type Weights } from './features.ts';
import type { Group, Wanted } from './wanted.ts';

const MOST_REASONS = 3;

/** What a feature means to a person; those that say nothing to one are left out. */
const SAYS: Partial<Record<Feature, string>> = {
  session: 'its conversation is about this',
  pairs: 'words of the query stand together',
  phrase: 'has the quoted phrase',
  speaker: 'said by whom you ask about',
  ownLife: 'speaks of their own life',
  mentioned: 'names whom you ask about',
  answers: 'answers a question about this',
  afterQuestion: 'answers a question',
  when: 'says when',
  where: 'names a place',
  who: 'names someone',
  count: 'has a number',
  duration: 'says how long',
  why: 'gives a reason',
  name: 'has a name or title',
  date: 'speaks of that time',
  saidThen: 'from that time',
};

interface Explained {
  values: Float64Array;
  weights: Weights;
  groups: readonly Group[];
  /** What of a group the entry has itself. */
  by: (group: number) => Wanted | undefined;
  around: Float64Array;
}

/** What spoke most for a hit, in words a person understands, the strongest first. */
export function why({ values, weights, groups, by, around }: Explained): string[] {
  const reasons: { says: string; counts: number }[] = [];
  FEATURES.forEach((name, position) => {
    const says = SAYS[name];
    const counts = weights[name] * (values[position] ?? 0);
    if (says && counts > 0) reasons.push({ says, counts });
  });
  const own: string[] = [];
  const near: string[] = [];
  groups.forEach(({ word, speaker }, index) => {
    const match = by(index);
    if (speaker) return;
    if (match) own.push(match.exact ? word : `${word} ≈ ${match.word}`);
    else if ((around[index] ?? 0) > 0) near.push(word);
  });
  const weigh = (...names: Feature[]): number =>
    names.reduce((sum, name) => sum + weights[name] * (values[FEATURES.indexOf(name)] ?? 0), 0);
  if (own.length > 0) {
    reasons.push({
      says: `has ${own.join(', ')}`,
      counts: weigh('words', 'rarest', 'exact', 'kind', 'covered'),
    });
  }
  if (near.length > 0) reasons.push({ says: `near ${near.join(', ')}`, counts: weigh('nearby') });
  return reasons
    .sort((a, b) => b.counts - a.counts)
    .slice(0, MOST_REASONS)
    .map(({ says }) => says);
}
