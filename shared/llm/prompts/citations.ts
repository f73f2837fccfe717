/** What an answer cites, in the order of its first mention. */
export interface Citations {
  cited: string[];
  /** Cited, but not among what the model was given: made up. */
  unknown: string[];
}

/**
 * The citations of an answer: `[id]`, or `[id, id]`. Only what looks like an id that was given, or could be one, counts:
 * brackets hold other things too.
 */
export function findCitations(answer: string, ids: readonly string[]): Citations {
  const given = new Set(ids);
  const found = new Set<string>();
  for (const [, inside = ''] of answer.matchAll(/\[([^[\]\n]{1,400})\](?!\()/g)) {
    const parts = inside.split(/[,;]\s*/).map((part) => part.trim());
    if (parts.every((part) => given.has(part) || looksLikeId(part)))
      for (const part of parts) found.add(part);
  }
  return {
    cited: [...found].filter((id) => given.has(id)),
    unknown: [...found].filter((id) => !given.has(id)),
  };
}

/** One word with a digit in it, as every id has: `[sic]` and `[x]` are none. */
function looksLikeId(part: string): boolean {
  return /^[\w-]{4,64}$/.test(part) && /\d/.test(part);
}
