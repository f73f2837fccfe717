import { writeFileSync } from 'node:fs';
import { loadDateTagger } from '../../servers/memory/ranking/dates.ts';
import type { Weights } from '../../servers/memory/ranking/features.ts';
import { analyse } from '../../servers/memory/ranking/query.ts';
import type { Conversation } from './conversation.ts';
import { generateDialogues } from './dialogues.ts';
import { type Calibration, fitConfidence } from './fit-confidence.ts';
import { type Example, fitWeights } from './fit-weights.ts';
import { measureRetrieval } from './measure-retrieval.ts';
import { PRIORS } from './priors.ts';
import { indexed, lastMoment, ours } from './retrievers.ts';

// node bench/ranking/fit.ts: fits the ranker's weights and the calibration of its confidence on generated dialogues,
// and writes servers/memory/ranking/weights.json. The same code writes the same file.

const DIALOGUES = 16;
const RIDGE = 0.02;
const ROUNDS = 150;
const WEIGHTS = new URL('../../servers/memory/ranking/weights.json', import.meta.url);

const dates = await loadDateTagger();
const learn = generateDialogues(DIALOGUES, 1);
const check = generateDialogues(DIALOGUES / 2, 2);

const weights = rounded(fitWeights(learn.flatMap(examples), { prior: PRIORS, ridge: RIDGE, rounds: ROUNDS }));
const confidence = fitConfidence(learn.flatMap((conversation) => outcomes(conversation, weights)));
writeFileSync(WEIGHTS, `${JSON.stringify({ weights, confidence }, null, 2)}\n`);

for (const [name, used] of [
  ['by hand', PRIORS],
  ['fitted', weights],
] as const) {
  const quality = measureRetrieval(check, (conversation) => ours(conversation, dates, used)).get('all');
  console.log(
    `${name}: recall@10 ${quality?.recall10.toFixed(3)}, MRR ${quality?.mrr.toFixed(3)} on other dialogues`,
  );
}
console.log(`confidence is off by ${calibrationError(check, confidence).toFixed(3)} on other dialogues`);

/** The candidates of every question, with those that are evidence. */
function examples(conversation: Conversation): Example[] {
  const index = indexed(conversation, dates);
  const now = lastMoment(conversation);
  const names = index.speakers();
  return conversation.questions.map(({ text, evidence }) => {
    const candidates = index.candidates(analyse(text, { now, names, dates }));
    return {
      candidates: candidates.map(({ values }) => values),
      relevant: candidates.flatMap(({ seq }, position) => (evidence.has(seq) ? [position] : [])),
    };
  });
}

/** What the best hit of each question covers, and whether it is evidence. */
function outcomes(conversation: Conversation, used: Weights): { coverage: number; right: boolean }[] {
  const index = indexed(conversation, dates, used);
  const now = lastMoment(conversation);
  const names = index.speakers();
  return conversation.questions.flatMap(({ text, evidence }) =>
    index
      .search(analyse(text, { now, names, dates }), { limit: 1 })
      .map(({ seq, coverage }) => ({ coverage, right: evidence.has(seq) })),
  );
}

/** Expected calibration error: in tenths of the confidence, how far it is on average from the share that is right. */
function calibrationError(conversations: readonly Conversation[], { offset, slope }: Calibration): number {
  const all = conversations.flatMap((conversation) => outcomes(conversation, weights));
  const bins = Array.from({ length: 10 }, () => ({ count: 0, confidence: 0, right: 0 }));
  for (const { coverage, right } of all) {
    const value = 1 / (1 + Math.exp(-(offset + slope * coverage)));
    const bin = bins[Math.min(9, Math.floor(value * 10))];
    if (!bin) continue;
    bin.count += 1;
    bin.confidence += value;
    bin.right += right ? 1 : 0;
  }
  return bins.reduce((sum, { confidence: value, right }) => sum + Math.abs(value - right), 0) / all.length;
}

/** Two places are more than the data can tell. */
function rounded(all: Weights): Weights {
  return Object.fromEntries(
    Object.entries(all).map(([name, weight]) => [name, Math.round(weight * 100) / 100]),
  ) as Weights;
}
