import { posix, win32 } from 'node:path';
import { domainToASCII, fileURLToPath } from 'node:url';
import * as z from 'zod';
import { repositorySlug } from './repository-key.ts';

export const KEY_KINDS = ['url', 'email', 'handle', 'repository', 'path', 'id'] as const;

/** What tells an entity from every other, whatever it is called. */
export type KeyKind = (typeof KEY_KINDS)[number];

/** Longer ones are no keys that anybody types or links to. */
const LONGEST_KEY = 2048;

/**
 * One canonical string for a key, with its kind in front ("email:ada@example.org"), so that equal strings are the same
 * thing; undefined for what does not tell one thing from all others: a relative path, a mailbox of many, a handle or
 * an id that does not say whose it is.
 */
export function strongKey(kind: KeyKind, value: string): string | undefined {
  const text = value.trim();
  if (text === '' || text.length > LONGEST_KEY || /[\p{Cc}\p{Cf}]/u.test(text) || !text.isWellFormed())
    return undefined;
  const canonical = CANONICAL[kind](text);
  return canonical === undefined ? undefined : `${kind}:${canonical}`;
}

const CANONICAL: Readonly<Record<KeyKind, (text: string) => string | undefined>> = {
  url: canonicalUrl,
  email: canonicalEmail,
  handle: canonicalHandle,
  repository: repositorySlug,
  path: canonicalPath,
  id: canonicalId,
};

const TRACKING = /^(?:utm_\w+|fbclid|gclid|dclid|msclkid|mc_cid|mc_eid|igshid)$/;

/** The scheme (http and https are one), host and default port as URLs define them; path, query and fragment as they are. */
function canonicalUrl(text: string): string | undefined {
  if (!/^https?:\/\//i.test(text) || !URL.canParse(text)) return undefined;
  const url = new URL(text);
  if (url.username !== '' || url.password !== '' || url.hostname === '') return undefined;
  const host = url.port === '' ? url.hostname : `${url.hostname}:${url.port}`;
  const kept = url.search
    .slice(1)
    .split('&')
    .filter((part) => part !== '' && !TRACKING.test(part.split('=')[0] ?? ''));
  const query = kept.length > 0 ? `?${kept.join('&')}` : '';
  return `https://${host}${url.pathname}${query}${url.hash}`;
}

const EMAIL = z.email();
/** Mailboxes that RFC 2142 and custom give to whoever is there. */
const SHARED =
  /^(?:abuse|admin|administrator|billing|bounces?|careers|contact|feedback|help|hello|hostmaster|hr|info|jobs|legal|mail|mailer-daemon|marketing|media|news|newsletter|no-?reply|do-?not-?reply|notifications?|office|postmaster|press|privacy|root|sales|security|service|support|team|webmaster)$/;

/** In lower case; the host in punycode. Dots and tags of the mailbox stay: not every provider overlooks them. */
function canonicalEmail(text: string): string | undefined {
  const address = text.replace(/^mailto:/i, '').toLowerCase();
  const at = address.lastIndexOf('@');
  const [mailbox, host] = [address.slice(0, at), domainToASCII(address.slice(at + 1))];
  if (at < 1 || host === '' || !EMAIL.safeParse(`${mailbox}@${host}`).success) return undefined;
  return SHARED.test(mailbox.replace(/\+.*/, '')) ? undefined : `${mailbox}@${host}`;
}

const SERVICES: Readonly<Record<string, string>> = { 'twitter.com': 'x.com', twitter: 'x.com', x: 'x.com' };

/**
 * service/name, from github:ada, github.com/ada, https://github.com/@ada or @ada@mastodon.social. A handle alone is
 * none: ada on GitHub need not be ada elsewhere.
 */
function canonicalHandle(text: string): string | undefined {
  const plain = text.toLowerCase().replace(/^https?:\/\/(?:www\.)?/, '');
  const found =
    /^([a-z][a-z0-9-]*(?:\.[a-z0-9-]+)*):@?([a-z0-9_.-]+)$/.exec(plain) ??
    /^([a-z0-9-]+(?:\.[a-z0-9-]+)+)\/@?([a-z0-9_.-]+)\/?$/.exec(plain);
  const federated = /^@([a-z0-9_.-]+)@([a-z0-9-]+(?:\.[a-z0-9-]+)+)$/.exec(plain);
  const [service, name] = federated ? [federated[2], federated[1]] : [found?.[1], found?.[2]];
  if (!service || !name || !/[a-z0-9_]/.test(name)) return undefined;
  const host = SERVICES[service] ?? (service.includes('.') ? service : `${service}.com`);
  return `${host}/${name}`;
}

/** Absolute, without "." and ".."; those of Windows with slashes and in lower case, as Windows compares them. */
function canonicalPath(text: string): string | undefined {
  const isFile = /^file:\/\//i.test(text);
  if (isFile && !URL.canParse(text)) return undefined;
  const isWindows = /^(?:file:\/\/\/)?[a-z]:[\\/]/i.test(text);
  let path = text;
  try {
    if (isFile) path = fileURLToPath(text, { windows: isWindows });
  } catch {
    return undefined;
  }
  if (isWindows)
    return win32
      .normalize(path)
      .replaceAll('\\', '/')
      .replace(/(?<=[^:])\/$/, '')
      .toLowerCase();
  if (!path.startsWith('/')) return undefined;
  return posix
    .normalize(path)
    .replace(/(?<=.)\/$/, '')
    .replace(/^\/\//, '/');
}

/** system:value, such as wikidata:Q42; a DOI is one without saying so. The value stays as it is written. */
function canonicalId(text: string): string | undefined {
  const doi = /^(?:doi:\s*|https?:\/\/(?:dx\.)?doi\.org\/)?(10\.\d{4,9}\/\S+)$/i.exec(text)?.[1];
  if (doi) return `doi:${doi.toLowerCase()}`;
  const [, system, value] = /^([a-z][a-z0-9._-]*):\s*(\S.*)$/i.exec(text) ?? [];
  return system && value && !value.startsWith('//') ? `${system.toLowerCase()}:${value}` : undefined;
}
