/** Forms of companies that mean nothing else at the end of a name, with the form they are another spelling of. */
const PLAIN = new Map(
  'inc incorporated=inc ltd llc llp lllp plc corp gmbh mbh=gmbh kgaa oyj bv sarl srl aps pty pte sro doo kft zrt'
    .split(' ')
    .map(spelling),
);

/** Forms that are words, units, regions or models as well: iPhone SE, Windows 98 SE, blood type AB, a train Limited. */
const DOUBTFUL = new Map(
  'limited=ltd corporation=corp ag kg ab sa se nv as a/s=as asa oy sas spa ev ug ohg kk lp'
    .split(' ')
    .map(spelling),
);

export interface LegalForm {
  /** The forms in order, in one spelling each. */
  forms: string;
  /** One of them may be something else than a legal form. */
  doubtful: boolean;
}

/** How many of the last words are the legal form, and which; at least one word is left. */
export function legalFormOf(words: readonly string[]): { length: number; form: LegalForm } | undefined {
  const forms: string[] = [];
  let doubtful = false;
  let left = words.length;
  while (left > 1) {
    const word = words[left - 1] ?? '';
    const form = PLAIN.get(word) ?? DOUBTFUL.get(word);
    if (form === undefined) break;
    doubtful ||= DOUBTFUL.has(word);
    forms.unshift(form);
    left -= 1;
    // "GmbH & Co. KG", "Co., Ltd.": never by itself, for "Tiffany & Co." is a name.
    if (left > 1 && words[left - 1] === 'co') left -= left > 2 && words[left - 2] === 'and' ? 2 : 1;
  }
  return forms.length > 0
    ? { length: words.length - left, form: { forms: forms.join(' '), doubtful } }
    : undefined;
}

/** Whether a single word is a legal form. */
export const isLegalForm = (word: string): boolean => PLAIN.has(word) || DOUBTFUL.has(word);

function spelling(entry: string): [string, string] {
  const [word = '', form = word] = entry.split('=');
  return [word, form];
}
