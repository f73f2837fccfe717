import { draw, LOWER, pick, seeded } from './random.ts';
import { SECRET_FORMATS } from './secret-formats.ts';

/** A text with a made-up secret in it. */
export interface Planted {
  format: string;
  /** How it is written: plainly, in quotes, broken over lines … */
  form: string;
  detector: string;
  text: string;
  /** The secret itself, undisguised. */
  secret: string;
  /** What of the secret is written in the text: none of it may be found anywhere afterwards. */
  traces: readonly string[];
}

interface Written {
  text: string;
  traces: string[];
}

const SENTENCES = ['Use % for the deploy.', 'here it is:\n%\nthanks', 'Ana sent me % yesterday, keep it'];

/** Ways to write a value where it stands by itself. */
const FORMS: Readonly<Record<string, (value: string, random: () => number) => Written>> = {
  sentence: (value, random) => plain(pick(random, SENTENCES), value),
  'in JSON': (value) => {
    const written = JSON.stringify(value).slice(1, -1);
    return { text: `{"name": "deploy", "value": "${written}", "n": 1}`, traces: linesOf(value) };
  },
  'in Markdown': (value) => plain('Set it to `%` first, **or** it fails.', value),
  'in code': (value) => plain('```ts\nconst client = connect("%");\n```', value),
  'over lines': (value, random) => brokenAt(value, random, '\n'),
  'over lines of a quotation': (value, random) => brokenAt(value, random, '\n> '),
  'over strings of code': (value, random) => brokenAt(value, random, '" +\n    "'),
  'in a URL': (value) => {
    const written = Array.from(value, (unit) => (/[A-Za-z0-9]/.test(unit) ? unit : percent(unit))).join('');
    return { text: `https://acme.io/callback?next=${written}&x=1`, traces: [written] };
  },
  'with zero width': (value) => {
    const middle = value.length >> 1;
    const [one, two] = [value.slice(0, middle), value.slice(middle)];
    return { text: `It is ${one}\u200b\u2060${two} now`, traces: [...linesOf(one), ...linesOf(two)] };
  },
  'in base64': (value) => {
    const written = Buffer.from(value).toString('base64');
    return { text: `data:\n  key: ${written}\n`, traces: [written] };
  },
};

function plain(sentence: string, value: string): Written {
  return { text: sentence.replace('%', () => value), traces: linesOf(value) };
}

function brokenAt(value: string, random: () => number, by: string): Written {
  const at = 5 + Math.floor(random() * (value.length - 10));
  const [one, two] = [value.slice(0, at), value.slice(at)];
  const quote = by.startsWith('"') ? '"' : '';
  return {
    text: `The key:\n\n${quote}${one}${by}${two}${quote}\n\nThat was it.`,
    traces: [one, two].flatMap(linesOf),
  };
}

function percent(unit: string): string {
  return `%${(unit.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(2, '0')}`;
}

/** Pieces long enough that they are nowhere by chance. */
function linesOf(value: string): string[] {
  return value.split('\n').filter((line) => line.length >= 8 && !line.startsWith('-----'));
}

/**
 * Texts with secrets of every format in every form that it can have: made up, with the right alphabets, lengths and
 * checksums, the same for the same seed.
 */
export function plantedSecrets(seed = 1): Planted[] {
  const random = seeded(seed);
  return SECRET_FORMATS.flatMap(({ name, detector, make, within }) => {
    const common = (form: string, secret: string) => ({ format: name, form, detector, secret });
    if (within) {
      return within.map((sentence) => {
        const secret = make(random);
        const { text } = plain(sentence, secret);
        const padding = draw(random, LOWER, 6);
        return { ...common(sentence, secret), text: `Note ${padding}.\n${text}\nEnd.`, traces: [secret] };
      });
    }
    return Object.entries(FORMS).flatMap(([form, write]) => {
      const secret = make(random);
      // A key of many lines is broken over lines as it is, and nobody writes one into a URL.
      if (secret.includes('\n') && /over|URL/.test(form)) return [];
      return [{ ...common(form, secret), ...write(secret, random) }];
    });
  });
}
