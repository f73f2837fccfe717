import type { Finding } from '../finding.ts';
import { endOfToken } from '../joined.ts';
import { isExample } from '../randomness.ts';
import type { View } from '../view.ts';

interface Structure {
  id: string;
  /** Sure not to be in a text without this. */
  sign: string;
  pattern: RegExp;
}

/**
 * Secrets that are recognisable by what is inside them rather than by their start. Every repetition has a greatest
 * number: an attempt at each position costs a constant.
 */
const STRUCTURES: readonly Structure[] = [
  // https://core.telegram.org/bots/api#authorizing-your-bot
  { id: 'telegram', sign: ':', pattern: /\d{8,10}:[A-Za-z0-9_-]{35}/g },
  // https://docs.discord.com/developers/reference#authentication: the bot's id in base64, time, HMAC.
  { id: 'discord', sign: '.', pattern: /(?<![a-z]{2})[MNO][A-Za-z\d_-]{23,27}\.[\w-]{6}\.[\w-]{27,38}/g },
  // https://learn.microsoft.com/entra/identity-platform/quickstart-register-app
  { id: 'azure-client-secret', sign: 'Q~', pattern: /[\w~.-]{3}\dQ~[\w~.-]{31,34}/g },
  // https://learn.microsoft.com/azure/devops/organizations/accounts/use-personal-access-tokens-to-authenticate
  { id: 'azure-devops', sign: 'AZDO', pattern: /[A-Za-z0-9]{76}AZDO[A-Za-z0-9]{4}/g },
  // https://mailchimp.com/developer/marketing/guides/quick-start/
  { id: 'mailchimp', sign: '-us', pattern: /[0-9a-f]{32}-us\d{1,2}/g },
  // https://developer.hashicorp.com/terraform/cloud-docs/users-teams-organizations/api-tokens
  { id: 'terraform', sign: '.atlasv1.', pattern: /[A-Za-z0-9]{14}\.atlasv1\.[\w-]{60,70}/g },
];

export function findStructuredKeys(view: View): Finding[] {
  const { text } = view;
  const findings: Finding[] = [];
  for (const { id, sign, pattern } of STRUCTURES) {
    if (!text.includes(sign)) continue;
    pattern.lastIndex = 0;
    for (let match = pattern.exec(text); match; match = pattern.exec(text)) {
      const start = match.index;
      const end = endOfToken(view, start, start + match[0].length, (at) => {
        const part = text.slice(start, at);
        return part.replace(pattern, '') === '';
      });
      pattern.lastIndex = start + 1;
      if (!view.starts(start) || !view.ends(end) || isExample(match[0])) continue;
      findings.push({ detector: id, class: 'secret', level: 4, start, end });
      pattern.lastIndex = end;
    }
  }
  return findings;
}
