import { type Answer, failed } from './answer.ts';

export const ROOT = '/memories';

/** As long as a key may be that memory_history and remember take. */
const MAX_PATH = 200;

/** Dots, slashes and NUL as URLs write them, once or several times over. */
const ENCODED = /%(?:25)*(?:2e|2f|5c|00)/i;

/**
 * The one spelling of a path in the tree, without a slash at its end; or why it is none. Nothing leads out of the
 * tree whatever the path says, since paths are but keys; those that try are refused all the same.
 */
export function pathOf(given: string): { path: string } | { refused: Answer } {
  const path = given.normalize('NFC').replace(/(?<=.)\/$/, '');
  if (path !== ROOT && !path.startsWith(`${ROOT}/`)) {
    return refuse(`Error: Path must start with ${ROOT}, got: ${given.slice(0, MAX_PATH)}`);
  }
  if (path.length > MAX_PATH) {
    return refuse(`Error: The path has ${path.length} characters; at most ${MAX_PATH} are possible`);
  }
  const parts = path.slice(1).split('/');
  if (parts.some((part) => part === '..' || part === '.' || part === '') || ENCODED.test(path)) {
    return refuse(`Error: Path ${given} would escape ${ROOT} directory`);
  }
  if (/[\p{C}\\]/u.test(path)) {
    return refuse(`Error: Path ${JSON.stringify(given)} has a backslash or a character that nobody can see`);
  }
  return { path };
}

/** The directories that a path is in, from the root's first child on. */
export function ancestorsOf(path: string): string[] {
  const parts = path.slice(ROOT.length + 1).split('/');
  return parts.slice(1).map((_, index) => `${ROOT}/${parts.slice(0, index + 1).join('/')}`);
}

function refuse(text: string): { refused: Answer } {
  return { refused: failed(text) };
}
