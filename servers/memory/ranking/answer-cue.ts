import { CUE } from './cues.ts';
import type { AnswerType } from './query.ts';

/** How much the form of a text promises the kind of answer that is asked for, in [0, 1]. */
export function answerCue(answer: AnswerType, cues: number, speaksOfTime: boolean): number {
  switch (answer) {
    case 'when':
      return speaksOfTime ? 1 : cues & CUE.time ? 0.5 : 0;
    case 'where':
      return cues & CUE.place ? 1 : 0;
    case 'who':
      return cues & CUE.properName ? 1 : 0;
    case 'count':
      return cues & CUE.number ? 1 : 0;
    case 'duration':
      return cues & CUE.duration ? 1 : 0;
    case 'why':
      return cues & CUE.reason ? 1 : 0;
    case 'name':
      return cues & CUE.title ? 1 : cues & CUE.properName ? 0.7 : 0;
  }
}
