/** What the form of a text says about the use of it as an answer, a bit each. English. */
export const CUE = {
  question: 1,
  endsAsking: 2,
  place: 4,
  number: 8,
  reason: 16,
  duration: 32,
  firstPerson: 64,
  secondPerson: 128,
  properName: 256,
  title: 512,
  opener: 1024,
  time: 2048,
  reaction: 4096,
} as const;

/** Cues past these many characters are not looked for. */
const MOST_READ = 4_000;

const NUMBER_WORDS =
  'one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|dozen|couple|several|hundred|thousand';
const FORMS: readonly (readonly [number, RegExp])[] = [
  [
    CUE.place,
    /\b(?:[Ii]n|[Aa]t|[Tt]o|[Ff]rom|[Nn]ear|[Aa]round|[Vv]isit(?:ed|ing)?)\s+(?:the\s+)?[A-Z][a-z]+/,
  ],
  [CUE.number, new RegExp(`\\d|\\b(?:${NUMBER_WORDS}|once|twice|first|second|third)\\b`, 'i')],
  [
    CUE.reason,
    /\b(?:because|since|so that|in order to|reason|that's why|to help|wanted to|inspired|made me|helps? me|thanks to)\b/i,
  ],
  [
    CUE.duration,
    new RegExp(
      `\\b(?:\\d+|a|few|${NUMBER_WORDS})\\s+(?:\\w+\\s+)?(?:days?|weeks?|months?|years?|hours?|minutes?)\\b|\\bsince\\b|\\bfor (?:a while|ages)\\b`,
      'i',
    ),
  ],
  [CUE.firstPerson, /\b(?:I|my|we|our|me|us|mine|myself)\b/],
  [CUE.secondPerson, /\b(?:you|your|yours|yourself)\b/i],
  [CUE.properName, /[a-z,;:] (?!I\b)[A-Z][a-z]+/],
  [CUE.title, /"[^"]{2,}"|“[^”]{2,}”|\b(?:called|named|titled)\b/],
  [CUE.opener, /^\W*(?:hey|hi|hello|good (?:morning|evening)|long time)\b/i],
  [
    CUE.time,
    /\b(?:yesterday|today|tonight|tomorrow|ago|last|next|recently|just|(?:mon|tues|wednes|thurs|fri|satur|sun)day|weekend|week|month|year|\d{4})\b/i,
  ],
  [
    CUE.reaction,
    /^\W*(?:wow|cool|awesome|congrats|congratulations|great|nice|yeah|yep|yes|sure|thanks|thank you|that's|that sounds|sounds|amazing|absolutely|definitely|totally|no worries|good luck|take care|bye|glad|same here|i agree|i hear you|aw+|oh)\b/i,
  ],
];

export function cuesOf(text: string): number {
  const read = text.slice(0, MOST_READ);
  let cues = 0;
  for (const [cue, form] of FORMS) if (form.test(read)) cues |= cue;
  if (read.includes('?') || read.includes('？')) cues |= CUE.question;
  // What follows a question in brackets, such as the caption of a picture, does not answer it.
  if (/[?？][\s"'”)]*(?:\[[^\]]*\]\s*)*$/u.test(read)) cues |= CUE.endsAsking;
  return cues;
}
