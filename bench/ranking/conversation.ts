import type { Entry } from '../../servers/memory/ranking/entry.ts';

export interface Question {
  text: string;
  category: number;
  /** Seqs of the turns that hold the answer; none when nobody gave it. */
  evidence: Set<number>;
}

export interface Conversation {
  id: string;
  turns: (Entry & { session: number; index: number; speaker: string; date: string })[];
  questions: Question[];
}
