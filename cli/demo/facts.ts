import { IzaError } from '../../shared/mcp/errors.ts';
import type { Document } from './documents.ts';
import { type Paragraph, paragraphsOf, plain } from './prose.ts';

/** One thing that a document says, in its own words. */
export interface Fact {
  document: Document;
  /** What is remembered; it can be understood without the document. */
  text: string;
  sentence: string;
  /** The sentence as it is written, with its marks. */
  quote: string;
}

/** Facts that are remembered together, or not at all. */
export interface Batch {
  document: Document;
  facts: Fact[];
  /** The idempotency_key of this batch, on the first try and on every other. */
  key: string;
}

const FACTS_A_DOCUMENT = 6;
/** Fewer sections than this with prose in them, and more than the first sentence of each is taken. */
const FEW = 3;
const FACTS_A_BATCH = 6;
/** So many batches are wanted at least, so that one can be under way while others are done and others to come. */
const BATCHES = 6;
/** Characters of a sentence: shorter ones say nothing alone; a longer one is rather a list. */
const SHORTEST = 20;
const LONGEST = 600;

/** The first sentence of each section of a document; of each paragraph where it has hardly any sections. */
export function factsOf(document: Document): Fact[] {
  const paragraphs = paragraphsOf(document.text);
  const sections = [...Map.groupBy(paragraphs, ({ heading }) => heading).values()];
  const first = distinct(sections.flatMap((section) => facts(document, section).slice(0, 1)));
  const chosen = first.length < FEW ? distinct(facts(document, paragraphs)) : first;
  return chosen.slice(0, FACTS_A_DOCUMENT);
}

function facts(document: Document, paragraphs: readonly Paragraph[]): Fact[] {
  return paragraphs.flatMap(({ heading, text }) => {
    const quote = firstSentence(text);
    const sentence = plain(quote);
    if (sentence.length < SHORTEST || quote.length > LONGEST || sentence.endsWith(':')) return [];
    const where = heading ? `${document.name}, ${heading}` : document.name;
    return [{ document, sentence, quote, text: `${where}: ${sentence}` }];
  });
}

const sentences = new Intl.Segmenter('en', { granularity: 'sentence' });

function firstSentence(text: string): string {
  const [first] = sentences.segment(text);
  return first?.segment.trim() ?? '';
}

/** A text that is told twice is one memory, so it is taken once. */
function distinct(all: readonly Fact[]): Fact[] {
  return [...new Map(all.map((fact) => [fact.text.normalize('NFC'), fact])).values()];
}

/** @throws IzaError NOT_FOUND when there is too little text to show anything. */
export function batchesOf(documents: readonly Document[]): Batch[] {
  const byDocument = documents.map(factsOf);
  const total = byDocument.flat().length;
  if (total < 2) {
    throw new IzaError('NOT_FOUND', 'There is too little in these documents to remember.', {
      why: `${documents.map(({ name }) => name).join(', ')}: ${total} of at least 2 sentences.`,
      hint: 'Give a folder with text in sentences: iza demo --documents <dir>.',
    });
  }
  const size = Math.max(1, Math.min(FACTS_A_BATCH, Math.floor(total / BATCHES)));
  return byDocument
    .flatMap((all) => chunks(all, size))
    .flatMap((members, index) => {
      const [first] = members;
      return first ? [{ document: first.document, facts: members, key: `demo-batch-${index + 1}` }] : [];
    });
}

function chunks<T>(all: readonly T[], size: number): T[][] {
  return Array.from({ length: Math.ceil(all.length / size) }, (_, index) =>
    all.slice(index * size, (index + 1) * size),
  );
}
