import { IzaError } from '../mcp/errors.ts';

/** Makes a cursor of a position in a list: opaque to the caller, so that its form may change. */
export function encodeCursor(position: string | number): string {
  return Buffer.from(String(position), 'utf8').toString('base64url');
}

/** What `encodeCursor` was given. @throws IzaError INVALID_INPUT when the cursor is not one that it made. */
export function decodeCursor(cursor: string): string {
  const text = Buffer.from(cursor, 'base64url').toString('utf8');
  if (encodeCursor(text) !== cursor) throw unknownCursor();
  return text;
}

/** @throws IzaError INVALID_INPUT when the cursor is not one that `encodeCursor` made of a whole number. */
export function decodeSeqCursor(cursor: string): number {
  const text = decodeCursor(cursor);
  if (!/^\d{1,15}$/.test(text)) throw unknownCursor();
  return Number(text);
}

export function unknownCursor(): IzaError {
  return new IzaError('INVALID_INPUT', '/cursor: this cursor was not given out by this tool.', {
    hint: 'Use the cursor of the last result as it is, or leave it out to begin at the start.',
  });
}
