const KINDS = ['project', 'session', 'agent', 'organisation'] as const;

/** The forms a scope can have, as the model is told them. */
export const SCOPE_FORMS = ['user', ...KINDS.map((kind) => `${kind}:<key>`)] as const;
export const SCOPE_MESSAGE = `must be one of ${SCOPE_FORMS.join(', ')}; a key has 1 to 200 visible characters`;

// A key is shown in lists and messages: no control characters, and no space that nobody would see at its ends.
const SCOPE = new RegExp(`^(?:user|(?:${KINDS.join('|')}):(?!\\s)[^\\p{C}]{1,200}(?<!\\s))$`, 'u');

export function isScope(text: string): boolean {
  return SCOPE.test(text);
}

/** One spelling for keys that look the same (Unicode NFC), so that they are the same scope. */
export function normaliseScope(text: string): string {
  return text.normalize('NFC');
}
