import { IzaError } from '../../shared/mcp/errors.ts';

const LETTERS = { entity: 'e', fact: 'f', episode: 'ep', chunk: 'c' } as const;
export type Named = keyof typeof LETTERS;

/** The id as Claude sees it: short, since it is written and read often. */
export function publicId(kind: Named, number: number): string {
  return `${LETTERS[kind]}${number}`;
}

/** The number in a public id; undefined when it is none of this kind. */
export function numberOf(kind: Named, id: string): number | undefined {
  const digits = new RegExp(`^${LETTERS[kind]}([1-9]\\d{0,14})$`).exec(id)?.[1];
  return digits === undefined ? undefined : Number(digits);
}

/** @throws IzaError INVALID_INPUT when it is no id of this kind. */
export function requireNumber(kind: Named, id: string, pointer: string): number {
  const number = numberOf(kind, id);
  if (number !== undefined) return number;
  throw new IzaError(
    'INVALID_INPUT',
    `${pointer}: ${JSON.stringify(id)} is no id of ${kind === 'chunk' ? 'a' : 'an'} ${kind}.`,
    {
      hint: `Such ids look like ${LETTERS[kind]}12 and come from the answers of these tools.`,
    },
  );
}
