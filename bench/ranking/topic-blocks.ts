import { TOPICS } from './topics.ts';

export interface Topic {
  name: string;
  slots: ReadonlyMap<string, readonly string[]>;
  /** `own`: by the one whose life it is. `number` names a turn that answers something, 0 one that does not. */
  turns: readonly { own: boolean; number: number; text: string }[];
  /** `together`: asked once, answered by all talks of the topic. */
  questions: readonly { numbers: readonly number[]; together: boolean; text: string }[];
}

/** Reads the blocks of topics.ts. */
export function readTopics(): Topic[] {
  return TOPICS.trim()
    .split('\n\n')
    .map((block) => {
      const [head = '', ...lines] = block.split('\n');
      const [name = '', ...slots] = head.split('; ');
      return {
        name,
        slots: new Map(
          slots.map((slot) => {
            const [key = '', values = ''] = slot.split('=');
            return [key, values.split(',')];
          }),
        ),
        turns: lines.flatMap((line) => {
          const [, who, number, text = ''] = /^([AB])(\d?) (.*)$/.exec(line) ?? [];
          return who ? [{ own: who === 'A', number: Number(number), text }] : [];
        }),
        questions: lines.flatMap((line) => {
          const [, together, numbers = '', text] = /^\?(\*?) ([\d,]+) (.*)$/.exec(line) ?? [];
          return text ? [{ numbers: numbers.split(',').map(Number), together: together === '*', text }] : [];
        }),
      };
    });
}
