import { IzaError } from '../mcp/errors.ts';
import { type PrivacyConfig, policyOf, scanOptions } from './config.ts';
import type { Level } from './finding.ts';
import { findInstructions } from './instructions.ts';
import { decide } from './policy.ts';
import { redact } from './redact.ts';
import { scan } from './scan.ts';
import { open, seal } from './seal.ts';
import type { SealKey } from './seal-key.ts';

/** What became of a text before anything was kept of it. */
export interface Screened {
  /** With what must not be kept taken out. */
  text: string;
  /** How private the rest is: 0 public to 3 sensitive. */
  sensitivity: number;
  /** Whether the policy wants it kept encrypted. */
  seal: boolean;
  /** What was taken out: `github`. */
  redactions: readonly string[];
  /** Why it reads like orders to a model rather than like a memory. */
  suspicion?: string;
}

/** Looks at a text before it reaches a disk, an index or a log. @param level that somebody gave it, at least. */
export type Screen = (text: string, level?: number) => Screened;

/** Keeps private texts encrypted. */
export interface Vault {
  /** `of` is what the text belongs to: it opens only as a part of that. */
  seal(text: string, of: string): Uint8Array;
  /** @throws IzaError UNAVAILABLE when it was sealed with another key. */
  open(sealed: Uint8Array, of: string): string;
}

/** What nobody has classified is the person's own business. */
const USUAL: Level = 1;

/** The screen that the settings ask for. @param key what private texts are sealed with; they stay plain without. */
export function createScreen(config: PrivacyConfig, key: SealKey | undefined): Screen {
  const options = scanOptions(config);
  const policy = policyOf(config);
  return (text, given = USUAL) => {
    const found = scan(text, options);
    const decision = decide(found, 'store', policy, key !== undefined);
    const taken = decision.redact;
    const levels = found.filter((finding) => !taken.includes(finding)).map(({ level }) => level);
    const sensitivity = Math.max(given, ...levels) as Level;
    const ofLevel = decide(sensitivity, 'store', policy, key !== undefined);
    const refused = decision.outcome === 'refuse' || ofLevel.outcome === 'refuse';
    if (refused) throw refusal(decision.because, sensitivity);
    const safe = redact(text, taken, 0);
    const orders = findInstructions(safe.text);
    return {
      text: safe.text,
      sensitivity,
      seal: decision.encrypt || ofLevel.encrypt,
      redactions: [...new Set(safe.redactions.map(({ detector }) => detector))],
      ...(orders[0] && { suspicion: `it reads like orders to a model (${orders[0].kind}).` }),
    };
  };
}

export function createVault(key: SealKey): Vault {
  return { seal: (text, of) => seal(text, key, of), open: (sealed, of) => open(sealed, key, of) };
}

function refusal(because: readonly string[], level: number): IzaError {
  const what = because.length > 0 ? because.join(', ') : `text of level ${level}`;
  return new IzaError('INVALID_INPUT', `The privacy policy does not let this be stored: ${what}.`, {
    hint: 'Nothing was stored. Leave it out, or change privacy.policy in the settings; a key (privacy.key) lets private text be kept encrypted.',
  });
}
