import { matches } from '../matches.ts';

/** Whether words that say what a number is are within reach of it: so many units before and after. */
export function isNear(
  words: RegExp,
  text: string,
  start: number,
  end: number,
  before = 48,
  after = 32,
): boolean {
  return (
    words.test(text.slice(Math.max(0, start - before), start)) || words.test(text.slice(end, end + after))
  );
}

/** Runs of digits with single marks between their groups, and where each group starts and ends. */
export interface DigitRun {
  groups: readonly { start: number; end: number }[];
}

const RUN = /(?<![\p{L}\p{N}_.#-])\d{1,19}(?:[ .\-\u00a0]\d{1,19}){0,11}(?![\p{L}\p{N}_])/gu;

export function* digitRuns(text: string): Generator<DigitRun> {
  for (const match of matches(text, RUN)) {
    if (match[0].length < 9) continue;
    yield {
      groups: [...match[0].matchAll(/\d+/g)].map((group) => ({
        start: match.index + group.index,
        end: match.index + group.index + group[0].length,
      })),
    };
  }
}
