import { IzaError } from '../../../shared/mcp/errors.ts';

/** A check in words: what the attempt says when it works, and what is wrong and what to do when it does not. */
export async function checkExternal(attempt: () => Promise<string>): Promise<{ ok: boolean; words: string }> {
  try {
    return { ok: true, words: await attempt() };
  } catch (error) {
    if (!(error instanceof IzaError) || error.code === 'CANCELLED') throw error;
    const { message, details } = error;
    return { ok: false, words: details.hint ? `${message} ${details.hint}` : message };
  }
}
