import type { Finding } from '../finding.ts';
import type { View } from '../view.ts';

/** The longest parts: RFC 5321 §4.5.3.1. */
const LOCAL = 64;
const DOMAIN = 255;
const LOCAL_END = /[A-Za-z0-9!#$%&'*+/=?^_{|}~.\u00a1-\uffff-]/;
const DOMAIN_START =
  /(?:[A-Za-z0-9\u00a1-\uffff](?:[A-Za-z0-9\u00a1-\uffff-]{0,62})\.){1,8}[A-Za-z\u00a1-\uffff]{2,24}/y;
/** Addresses that lead to no person: RFC 2606, RFC 6761, and those of machines. */
const NOBODY = /@(?:[\w-]{1,63}\.){0,8}(?:example(?:\.\w{2,24})?|invalid|test|localhost|local)$/i;
const MACHINE = /^(?:git|no-?reply|donotreply|mailer-daemon|postmaster|user|users\.noreply)@/i;

/** E-mail addresses. */
export function findEmails({ text }: View): Finding[] {
  const findings: Finding[] = [];
  let from = 0;
  for (let at = text.indexOf('@'); at !== -1; at = text.indexOf('@', at + 1)) {
    DOMAIN_START.lastIndex = at + 1;
    if (!DOMAIN_START.test(text) || DOMAIN_START.lastIndex - at > DOMAIN) continue;
    const start = localStart(text, at, from);
    const end = DOMAIN_START.lastIndex;
    const address = text.slice(start, end);
    // `npm i name@1.2.3`, `@scope/name`, a decorator, and a version are none.
    if (start === at || NOBODY.test(address) || MACHINE.test(address)) continue;
    if (/\.(?:png|jpe?g|gif|svg|webp|[jt]sx?|json|md|py)$/i.test(address)) continue;
    findings.push({ detector: 'email', class: 'contact', level: 2, start, end });
    from = end;
  }
  return findings;
}

function localStart(text: string, at: number, least: number): number {
  let start = at;
  while (start > least && at - start < LOCAL && LOCAL_END.test(text.charAt(start - 1))) start -= 1;
  while (start < at && /[.!#$%&'*+/=?^{|}~-]/.test(text.charAt(start))) start += 1;
  // `user=jo@…`, `mail/jo@…`: marks that addresses may have, and hardly ever do.
  const local = text.slice(start, at);
  return start + Math.max(...[...'=/&?|'].map((sign) => local.lastIndexOf(sign))) + 1;
}
