import { readFileSync } from 'node:fs';
import { readLocomo } from '../ranking/locomo-data.ts';
import type { BenchDocument } from './documents.ts';

/** Questions about a collection, with the parts in which the answers are. */
export interface Collection {
  documents: BenchDocument[];
  questions: { text: string; category: string; gold: ReadonlySet<number> }[];
}

interface File {
  passages: { id: number; title: string; text: string }[];
  questions: { question: string; gold: number[] }[];
}

/** HotpotQA and MuSiQue: a passage is a document. */
export function readPassages(path: string): Collection[] {
  const { passages, questions } = JSON.parse(readFileSync(path, 'utf8')) as File;
  return [
    {
      documents: passages.map(({ id, title, text }) => ({ title, parts: [{ id, text }], cut: true })),
      questions: questions.map(({ question, gold }) => ({
        text: question,
        category: 'all',
        gold: new Set(gold),
      })),
    },
  ];
}

/** LoCoMo: a session is a document, whose parts are turns. */
export function readConversations(path: string): Collection[] {
  return readLocomo(path).map(({ turns, questions }) => {
    const sessions = new Map<number, BenchDocument>();
    for (const { session, at, seq, text, speaker } of turns) {
      const document = sessions.get(session ?? 0) ?? { occurredAt: at, parts: [], cut: false };
      document.parts.push({ id: seq, text, speaker });
      sessions.set(session ?? 0, document);
    }
    return {
      documents: [...sessions.values()],
      questions: questions.map(({ text, category, evidence }) => ({
        text,
        category: String(category),
        gold: evidence,
      })),
    };
  });
}
