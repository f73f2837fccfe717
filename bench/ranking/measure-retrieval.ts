import { median } from '../figures.ts';
import type { Conversation, Question } from './conversation.ts';

/** A way to search one conversation: seqs, the best first. */
export type Search = (question: string, limit: number) => number[];

export interface Quality {
  questions: number;
  recall5: number;
  recall10: number;
  recall20: number;
  /** Of the first turn that is evidence. */
  mrr: number;
  /** Evidence among the turns that fit into 1,000 tokens when rendered with date and speaker. */
  recall1k: number;
  p50Ms: number;
}

/** More turns than fit into the budget. */
const DEPTH = 60;
const BUDGET = 1000;
/** English prose has about four characters to a token. */
const CHARACTERS_A_TOKEN = 4;

interface Outcome extends Omit<Quality, 'questions' | 'p50Ms'> {
  category: number;
  ms: number;
}

/** How well a retriever does on conversations that are each a store of their own: together and by category. */
export function measureRetrieval(
  conversations: readonly Conversation[],
  open: (conversation: Conversation) => Search,
): Map<string, Quality> {
  const outcomes = conversations.flatMap((conversation) => {
    const search = open(conversation);
    const tokens = new Map(
      conversation.turns.map(({ seq, date, speaker, text }) => [
        seq,
        Math.ceil(`[${date}] ${speaker}: ${text}\n`.length / CHARACTERS_A_TOKEN),
      ]),
    );
    // The first search builds what is built once.
    search('warm up', DEPTH);
    return conversation.questions.filter(hasEvidence).map(({ text, category, evidence }): Outcome => {
      const started = performance.now();
      const found = search(text, DEPTH);
      const ms = performance.now() - started;
      const share = (seqs: readonly number[]): number =>
        seqs.filter((seq) => evidence.has(seq)).length / evidence.size;
      const first = found.findIndex((seq) => evidence.has(seq));
      return {
        category,
        ms,
        recall5: share(found.slice(0, 5)),
        recall10: share(found.slice(0, 10)),
        recall20: share(found.slice(0, 20)),
        mrr: first === -1 ? 0 : 1 / (first + 1),
        recall1k: share(within(found, tokens)),
      };
    });
  });
  const categories = [...new Set(outcomes.map(({ category }) => category))].sort();
  return new Map([
    ['all', average(outcomes)],
    ...categories.map((category): [string, Quality] => [
      String(category),
      average(outcomes.filter((outcome) => outcome.category === category)),
    ]),
  ]);
}

const hasEvidence = ({ evidence }: Question): boolean => evidence.size > 0;

/** The first turns that fit, up to the first that does not. */
function within(found: readonly number[], tokens: ReadonlyMap<number, number>): number[] {
  let left = BUDGET;
  const end = found.findIndex((seq) => {
    left -= tokens.get(seq) ?? 0;
    return left < 0;
  });
  return end === -1 ? [...found] : found.slice(0, end);
}

function average(outcomes: readonly Outcome[]): Quality {
  const mean = (of: (outcome: Outcome) => number): number =>
    outcomes.reduce((sum, outcome) => sum + of(outcome), 0) / outcomes.length;
  return {
    questions: outcomes.length,
    recall5: mean(({ recall5 }) => recall5),
    recall10: mean(({ recall10 }) => recall10),
    recall20: mean(({ recall20 }) => recall20),
    mrr: mean(({ mrr }) => mrr),
    recall1k: mean(({ recall1k }) => recall1k),
    p50Ms: median(outcomes.map(({ ms }) => ms)),
  };
}
