/** What is known of a candidate, in the order of the numbers that stand for it. Shares are in [0, 1] of the query's idf. */
export const FEATURES = [
  /** Share of the query that its own words cover. */
  'words',
  /** What the turns around it add to that. */
  'nearby',
  /** Share of the query's words, each counting one, that it or a near turn has. */
  'covered',
  /** How well it has the rarest word that anything has. */
  'rarest',
  /** Share that its conversation covers. */
  'session',
  /** Share of neighbouring words of the query that are neighbours in it. */
  'pairs',
  /** Share covered by the very words, beside others that stand for them. */
  'exact',
  /** Share covered by members of a kind that was asked for. */
  'kind',
  /** Quoted phrases that it has, as a share. */
  'phrase',
  /** Has words that the query shuts out. */
  'excluded',
  /** Said by a person whom the query names. */
  'speaker',
  /** Said by another, who speaks with such a person. */
  'other',
  /** Names such a person in its text. */
  'mentioned',
  /** Says "I" while its speaker is the person asked about. */
  'ownLife',
  /** Says "you" while another speaks to the person asked about. */
  'toPerson',
  /** Ends with a question. */
  'asks',
  /** Has a question before its end. */
  'asksWithin',
  /** Share that the question just before covers, when another asked it. */
  'answers',
  /** Follows a question of another. */
  'afterQuestion',
  'when',
  'where',
  'who',
  'count',
  'duration',
  'why',
  'name',
  /** Speaks of a time in the query. */
  'date',
  /** Was said at a time in the query. */
  'saidThen',
  /** ln(1 + words) / 4: a long text has more to tell. */
  'length',
  /** Has a proper name. */
  'properName',
  /** Begins as a greeting does. */
  'opener',
  /** Begins as a reaction to another does. */
  'reaction',
] as const;

export type Feature = (typeof FEATURES)[number];
export type Weights = Readonly<Record<Feature, number>>;

/** The score of a linear ranker, for many to be scored by the same weights. */
export function scorer(weights: Weights): (values: Float64Array) => number {
  const factors = Float64Array.from(FEATURES, (name) => weights[name]);
  return (values) => {
    let score = 0;
    for (let position = 0; position < factors.length; position += 1) {
      score += (factors[position] ?? 0) * (values[position] ?? 0);
    }
    return score;
  };
}
