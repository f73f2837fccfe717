import { describe, expect, test } from 'vitest';
import { type KeyKind, strongKey } from '../../../../servers/knowledge-graph/resolution/strong-key.ts';

const REPOSITORY = 'repository:github.com/octo/app.js';

describe('strong keys in one form', () => {
  test.each<[KeyKind, string, string]>([
    ['url', ' http://Example.ORG ', 'url:https://example.org/'],
    ['url', 'https://example.org:443/A?b=1&utm_source=x&c=2', 'url:https://example.org/A?b=1&c=2'],
    ['url', 'https://example.org:8443/a/', 'url:https://example.org:8443/a/'],
    ['url', 'https://example.org/onto#Person', 'url:https://example.org/onto#Person'],
    ['url', 'https://bücher.example/', 'url:https://xn--bcher-kva.example/'],
    ['email', 'Ada@Example.org', 'email:ada@example.org'],
    ['email', 'mailto:ada+list@example.org', 'email:ada+list@example.org'],
    ['email', 'ada@bücher.example', 'email:ada@xn--bcher-kva.example'],
    ['handle', 'github:Ada', 'handle:github.com/ada'],
    ['handle', 'https://github.com/ada', 'handle:github.com/ada'],
    ['handle', 'twitter:@ada', 'handle:x.com/ada'],
    ['handle', '@ada@Mastodon.social', 'handle:mastodon.social/ada'],
    ['repository', 'https://github.com/Octo/App.js', REPOSITORY],
    ['repository', 'https://github.com/octo/app.js.git', REPOSITORY],
    ['repository', 'https://www.github.com/octo/app.js/#readme', REPOSITORY],
    ['repository', 'https://secret@github.com/octo/app.js.git', REPOSITORY],
    ['repository', 'git+https://github.com/octo/app.js.git', REPOSITORY],
    ['repository', 'git://github.com/octo/app.js.git', REPOSITORY],
    ['repository', 'git@github.com:octo/app.js.git', REPOSITORY],
    ['repository', 'ssh://git@github.com/octo/app.js.git', REPOSITORY],
    ['repository', 'github.com/octo/app.js', REPOSITORY],
    ['repository', 'github:octo/app.js', REPOSITORY],
    ['repository', 'octo/app.js', REPOSITORY],
    ['repository', 'https://gitlab.com/Group/sub/app', 'repository:gitlab.com/group/sub/app'],
    ['repository', 'git@git.example.org:Team/App.git', 'repository:git.example.org/Team/App'],
    ['path', '/a/./b/../c/', 'path:/a/c'],
    ['path', 'file:///a/b%20c', 'path:/a/b c'],
    ['path', 'C:\\Users\\Ada\\', 'path:c:/users/ada'],
    ['path', '/', 'path:/'],
    ['id', 'Wikidata: Q42', 'id:wikidata:Q42'],
    ['id', 'https://doi.org/10.1000/AbC', 'id:doi:10.1000/abc'],
    ['id', 'doi:10.1000/abc', 'id:doi:10.1000/abc'],
  ])('%s %s', (kind, value, key) => {
    expect(strongKey(kind, value)).toBe(key);
  });

  test.each<[KeyKind, string, string]>([
    ['url', 'example.org', 'no scheme'],
    ['url', 'ftp://example.org/', 'no page'],
    ['url', 'https://ada:secret@example.org/', 'holds a password'],
    ['url', 'https://', 'no host'],
    ['email', 'ada', 'no address'],
    ['email', 'info@example.org', 'of many'],
    ['email', 'no-reply+7@example.org', 'of many'],
    ['handle', '@ada', 'does not say where'],
    ['handle', 'ada lovelace', 'no handle'],
    ['repository', 'https://github.com/octo/app/issues/5', 'a page within one'],
    ['repository', 'https://github.com/orgs/octo', 'a page of GitHub'],
    ['repository', 'https://github.com/octo', 'an owner'],
    ['repository', 'https://gitlab.com/octo/app/-/issues', 'a page within one'],
    ['repository', 'octo/..', 'no name'],
    ['path', './a', 'relative'],
    ['path', '~/a', 'relative to whoever reads it'],
    ['path', 'file://%', 'no address'],
    ['id', 'Q42', 'does not say whose'],
    ['id', 'https://example.org/1', 'an address'],
    ['url', '', 'empty'],
    ['id', 'a:b\u0000', 'a control character'],
    ['url', `https://example.org/${'a'.repeat(2048)}`, 'too long'],
  ])('%s %s is none: %s', (kind, value) => {
    expect(strongKey(kind, value)).toBeUndefined();
  });

  test('a look-alike host is another host', () => {
    expect(strongKey('url', 'https://аpple.com/')).toBe('url:https://xn--pple-43d.com/');
  });
});
