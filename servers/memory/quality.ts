import type { MemoryKind } from './memory.ts';

/** Where nothing else is said. */
export const USUAL_IMPORTANCE: { [K in MemoryKind]: number } = {
  preference: 0.8,
  decision: 0.8,
  procedure: 0.6,
  fact: 0.5,
  relationship: 0.5,
  task: 0.5,
  event: 0.5,
  summary: 0.5,
  note: 0.4,
  message: 0.3,
};

/** What is kept because it was asked for, and never offered unasked. */
export const LOW_IMPORTANCE = 0.1;

/** Chatter of a program at work, and phrases of an assistant rather than of anybody's life. */
const CHATTER = [
  /^(?:ok(?:ay)?|yes|no|sure|thanks?(?: you)?|done|great|perfect|got it|sounds good|will do)[.! ]*$/i,
  /^(?:running|starting|waiting|loading|checking|reading|searching|working on|let me)\b.{0,80}(?:\.{3}|…|now\.?|first\.?)$/i,
  /\bas an ai\b|\bi(?:'m| am) (?:an ai|a language model|claude)\b/i,
  /^(?:sure|certainly|of course|absolutely|great question)[,!]\s/i,
  /\b(?:how can i (?:help|assist)|is there anything else|feel free to ask|i hope this helps)\b/i,
  /^(?:i'm sorry|i apologi[sz]e|unfortunately, i (?:can't|cannot))\b/i,
];

/** Whether a text is too little, or too much of the moment, to be offered unasked later. */
export function isChatter(text: string): boolean {
  const plain = text.trim();
  if (
    plain.length < 8 &&
    !/[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}]/u.test(plain)
  ) {
    return true;
  }
  return CHATTER.some((pattern) => pattern.test(plain));
}
