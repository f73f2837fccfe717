import { INSTRUCTION_RULES, type InstructionKind } from './instruction-rules.ts';
import { matches } from './matches.ts';
import { plainView, undisguised, type View } from './view.ts';

/** Where a text gives orders to the model that reads it. It holds no value, as findings do not. */
export interface InstructionFinding {
  detector: 'instruction';
  kind: InstructionKind;
  start: number;
  end: number;
}

/**
 * Tag characters (Unicode block E0000) repeat ASCII unseen. Flags of regions are written with them too: a black flag,
 * some tags, and the tag of the end.
 */
const TAGS = /(?<!\u{1F3F4}[\u{E0020}-\u{E007E}]{0,6})[\u{E0001}\u{E0020}-\u{E007E}]{3,}/gu;
/** Four and more in a row say something; one or two are in emoji and in scripts of Asia. */
const ZERO_WIDTH = /[\u200b\u2060\u2061-\u2064\ufeff]{4,}|[\u200b-\u200d\u2060]{8,}/g;
/** Overrides that show text in another order than it is read (CVE-2021-42574); isolates and marks are ordinary. */
const OVERRIDE = /[\u202d\u202e][^\n]{0,200}/g;

/**
 * Instruction-like text, such as a memory or a document should not hold. Conservative: what a person prefers and how
 * they work is no finding. Also looks behind escapes and between characters that do not show.
 */
export function findInstructions(text: string): InstructionFinding[] {
  const findings: InstructionFinding[] = [];
  const add = (kind: InstructionKind, view: View, match: RegExpExecArray) => {
    const [start, end] = view.source(match.index, match.index + match[0].length);
    findings.push({ detector: 'instruction', kind, start, end });
  };
  const raw = plainView(text);
  for (const match of matches(text, TAGS)) add('invisible-text', raw, match);
  for (const match of matches(text, ZERO_WIDTH)) add('invisible-text', raw, match);
  for (const match of matches(text, OVERRIDE)) add('text-direction', raw, match);
  for (const view of [raw, undisguised(text)]) {
    if (!view) continue;
    for (const { kind, pattern } of INSTRUCTION_RULES) {
      for (const match of matches(view.text, pattern)) add(kind, view, match);
    }
  }
  return apart(findings);
}

/** In order, and of those that overlap the first and longest. */
function apart(findings: readonly InstructionFinding[]): InstructionFinding[] {
  const kept: InstructionFinding[] = [];
  for (const finding of findings.toSorted((a, b) => a.start - b.start || b.end - a.end)) {
    const last = kept.at(-1);
    if (last && finding.start < last.end) last.end = Math.max(last.end, finding.end);
    else kept.push({ ...finding });
  }
  return kept;
}
