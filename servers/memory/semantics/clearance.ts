import { type PrivacyConfig, policyOf, scanOptions } from '../../../shared/privacy/config.ts';
import type { Level } from '../../../shared/privacy/finding.ts';
import { type Action, decide } from '../../../shared/privacy/policy.ts';
import { redact } from '../../../shared/privacy/redact.ts';
import { scan } from '../../../shared/privacy/scan.ts';

/** What of a text may go where: the policy of the settings, for those who make vectors and ask other programs. */
export interface Clearance {
  /** The text as it may be embedded, or undefined when it may not be. @param remote whether it leaves this machine. */
  toEmbed(text: string, level: number, remote: boolean): string | undefined;
  /** Whether a query may leave this machine to be searched by. */
  toAsk(query: string): boolean;
  /** The text as another program may keep it, or undefined; the person has asked for it to be shared. */
  toShare(text: string, level: number): string | undefined;
}

/** What nobody has classified. */
const USUAL = 1;

export function createClearance(config: PrivacyConfig, hasKey: boolean): Clearance {
  const policy = policyOf(config);
  const options = scanOptions(config);
  const cleared = (text: string, level: number, action: Action, agreed: boolean): string | undefined => {
    const open = (outcome: string): boolean => outcome === 'allow' || (agreed && outcome === 'ask');
    if (!open(decide(level as Level, action, policy, hasKey).outcome)) return undefined;
    const { outcome, redact: hidden } = decide(scan(text, options), action, policy, hasKey);
    if (open(outcome)) return text;
    if (outcome !== 'redact') return undefined;
    return redact(text, hidden, 0).text;
  };
  return {
    toEmbed: (text, level, remote) => cleared(text, level, remote ? 'embedRemotely' : 'index', false),
    toAsk: (query) => cleared(query, USUAL, 'embedRemotely', false) === query,
    toShare: (text, level) => cleared(text, level, 'share', true),
  };
}
