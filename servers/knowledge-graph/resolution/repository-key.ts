/** Hosts on which the case of owner and name makes no difference. */
const CASELESS = new Set(['github.com', 'gitlab.com', 'bitbucket.org', 'codeberg.org']);
/** First parts of addresses on GitHub that are pages and no owners. */
const PAGES =
  /^(?:about|apps|codespaces|collections|customer-stories|enterprise|events|explore|features|issues|join|login|marketplace|new|notifications|orgs|organizations|pricing|pulls|search|security|settings|sponsors|stars|topics|trending|users)$/i;
const SHORTHANDS: Readonly<Record<string, string>> = {
  github: 'github.com',
  gitlab: 'gitlab.com',
  bitbucket: 'bitbucket.org',
};

/**
 * host/owner/name of a repository from an address to clone or to look at, or from a shorthand of package.json, where
 * owner/name is on GitHub (https://docs.npmjs.com/cli/v11/configuring-npm/package-json#repository). Undefined for
 * pages within one, and for what is no repository; a password in it is left out. Groups of GitLab may be nested.
 */
export function repositorySlug(value: string): string | undefined {
  const text = value.trim().replace(/^git\+/, '');
  const bare = /^(?:(github|gitlab|bitbucket):)?([\w.-]+\/[\w.-]+)$/.exec(text);
  if (bare) return slug(SHORTHANDS[bare[1] ?? 'github'] ?? '', bare[2] ?? '', bare[1] !== undefined);
  const scp = /^(?:[\w.-]+@)([\w.-]+\.[\w-]+):(?!\/)([^\s?#]+)$/.exec(text);
  if (scp) return slug(scp[1] ?? '', scp[2] ?? '', true);
  const plain = /^[\w-]+(?:\.[\w-]+)+\/[^\s/]+\/[^\s/]+/.test(text) ? `https://${text}` : text;
  if (!URL.canParse(plain)) return undefined;
  const { protocol, hostname, pathname } = new URL(plain);
  if (!/^(?:https?|ssh|git):$/.test(protocol)) return undefined;
  return slug(hostname, pathname, true);
}

function slug(host: string, path: string, isNamed: boolean): string | undefined {
  const known = host.toLowerCase().replace(/^www\.(?=github\.com$|gitlab\.com$|bitbucket\.org$)/, '');
  const parts = path
    .replace(/^\/+|\/+$/g, '')
    .replace(/\.git$/, '')
    .split('/');
  const deep = known === 'github.com' || known === 'bitbucket.org' ? parts.length > 2 : parts.includes('-');
  const isName = (part: string): boolean => /^[\w.~-]+$/.test(part) && !/^\.*$/.test(part);
  if (parts.length < 2 || deep || !known.includes('.') || !parts.every(isName)) return undefined;
  if (known === 'github.com' && PAGES.test(parts[0] ?? '')) return undefined;
  // "example.com/x" is rather an address than an owner with a dot.
  if (!isNamed && parts[0]?.includes('.')) return undefined;
  const joined = parts.join('/');
  return `${known}/${CASELESS.has(known) ? joined.toLowerCase() : joined}`;
}
