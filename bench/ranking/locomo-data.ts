import { readFileSync } from 'node:fs';
import type { Conversation } from './conversation.ts';

interface File {
  conversations: {
    id: string;
    turns: { id: string; session: number; at: string; speaker: string; text: string }[];
    questions: { question: string; category: number; evidence: string[] }[];
  }[];
}

/**
 * Reads LoCoMo (https://github.com/snap-research/locomo, CC BY-NC 4.0, not part of this project) in the form of one
 * list of turns and one of questions a conversation. Ids of evidence are mended where they are joined or misspelled;
 * a question none of whose evidence exists is left out.
 */
export function readLocomo(path: string): Conversation[] {
  const { conversations } = JSON.parse(readFileSync(path, 'utf8')) as File;
  return conversations.map(({ id, turns, questions }) => {
    const seqs = new Map(turns.map((turn, position) => [turn.id, position + 1]));
    return {
      id,
      turns: turns.map((turn, position) => ({
        seq: position + 1,
        text: turn.text,
        speaker: turn.speaker,
        session: turn.session,
        index: Number(turn.id.split(':')[1]),
        at: milliseconds(turn.at),
        date: turn.at,
      })),
      questions: questions.flatMap(({ question, category, evidence }) => {
        const ids = evidence
          .flatMap((one) => one.match(/D:?\d+:\d+/g) ?? [])
          .map((one) => one.replace('D:', 'D'));
        const found = new Set(ids.flatMap((one) => seqs.get(one) ?? []));
        return found.size > 0 ? [{ text: question, category, evidence: found }] : [];
      }),
    };
  });
}

/** "1:56 pm on 8 May, 2023", as UTC. */
function milliseconds(at: string): number {
  const [, time, day] = /^(.*) on (.*)$/.exec(at) ?? [];
  return Date.parse(`${day?.replace(',', '')} ${time} UTC`);
}
