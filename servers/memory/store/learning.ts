/** A factor on the weight of a feature of the ranker, as feedback has moved it. */
export interface LearnedFactor {
  feature: string;
  factor: number;
}

/** What feedback has taught so far. */
export interface Learning {
  /** Grows with every change to the factors, a reset included: equal revisions have equal factors. */
  revision: number;
  /** How often feedback moved the factors since the last reset. */
  rounds: number;
}

/** What learning and consolidation ask beside what calls ask. */
export interface LearningView {
  learning(): Learning;
  /** Those that are not 1, by their features. */
  learnedFactors(): LearnedFactor[];
  /** How often a memory was recalled and did not help. */
  misses(id: string): number;
  /** Whether two memories were ever put before a person as a conflict, decided or not. */
  disputed(id: string, other: string): boolean;
  /** Pairs of a memory and one that names it as a source, whatever became of that. */
  citing(ids: readonly string[]): { cited: string; by: string }[];
}

export interface LearningChange {
  /** Keeps these factors in place of those there are. */
  learn(factors: readonly LearnedFactor[]): void;
  /** Forgets all feedback: the factors, what helped and what did not. */
  forgetLearning(): void;
  /** Counts that a memory was recalled and did not help. */
  miss(id: string): void;
}
