import { expect, test } from 'vitest';
import { zipFile } from '../../../support/zip-file.ts';
import { importOf } from './read.ts';

test('memory.jsonl of the MCP reference server', async () => {
  const { formats, items } = await importOf(
    [
      '{"type":"entity","name":"Ada","entityType":"person","observations":["drinks tea","has a cat 🐈",""]}',
      '{"type":"relation","from":"Ada","to":"Turing","relationType":"owns"}',
      '',
    ].join('\n'),
    'memory.jsonl',
  );
  const source = { title: 'memory.jsonl' };
  expect(formats).toEqual(['mcp-memory']);
  expect(items).toEqual([
    { kind: 'entity', text: 'Ada', data: { entityType: 'person' }, source },
    { kind: 'memory', memoryKind: 'fact', text: 'drinks tea', about: ['Ada'], source },
    { kind: 'memory', memoryKind: 'fact', text: 'has a cat 🐈', about: ['Ada'], source },
    {
      kind: 'relation',
      text: 'Ada owns Turing',
      about: ['Ada', 'Turing'],
      data: { from: 'Ada', type: 'owns', to: 'Turing' },
      source,
    },
  ]);
});

const MEM0 = {
  id: 'f4cb',
  memory: 'Ada plans a trip',
  user_id: 'ada',
  agent_id: 'guide',
  created_at: '2026-07-01T12:00:00.250000-02:00',
  categories: ['travel'],
  metadata: { city: 'Oslo' },
};
const MEM0_ITEM = {
  kind: 'memory',
  text: 'Ada plans a trip',
  scope: 'agent:guide',
  tags: ['travel'],
  at: Date.UTC(2026, 6, 1, 14, 0, 0, 250),
  data: { city: 'Oslo' },
  source: { title: 'mem0', uri: 'mem0:f4cb' },
};

test.each([
  ['a list', [MEM0]],
  ['the answer of its API', { count: 1, next: null, results: [MEM0] }],
  ['an export', { memories: [MEM0] }],
])('mem0: %s', async (_, content) => {
  for (const text of [JSON.stringify(content), `\ufeff${JSON.stringify(content, undefined, 2)}\n`]) {
    expect(await importOf(text)).toEqual({ formats: ['mem0'], items: [MEM0_ITEM] });
  }
});

const said = (role: string, text: string, more = {}) => ({
  author: { role },
  create_time: 1_795_176_000.25,
  content: { content_type: 'text', parts: [text] },
  ...more,
});
const CONVERSATION = {
  title: 'Tea',
  create_time: 1_795_176_000,
  conversation_id: 'c-1',
  current_node: 'n5',
  mapping: {
    root: { id: 'root', parent: null, children: ['n1'], message: null },
    n1: { parent: 'root', message: said('system', 'You are a model.') },
    n2: { parent: 'n1', message: said('user', 'Which tea?') },
    // Answered twice: the second answer is the one that was kept.
    n3: { parent: 'n2', message: said('assistant', 'Black.') },
    n4: { parent: 'n2', message: said('assistant', 'searching', { recipient: 'browser' }) },
    n5: {
      parent: 'n4',
      message: said('assistant', '', {
        content: { content_type: 'multimodal_text', parts: [{ asset: 'x' }, 'Green.', 'Or white.'] },
        create_time: null,
      }),
    },
    n6: { parent: 'n5', message: said('user', 'never sent') },
  },
};
const talk = (title: string, uri: string, id: string) => ({ source: { title, uri }, session: { id, title } });

test('ChatGPT: the branch that was shown', async () => {
  const common = talk('Tea', 'https://chatgpt.com/c/c-1', 'chatgpt:c-1');
  const items = [
    { kind: 'message', role: 'user', text: 'Which tea?', at: 1_795_176_000_250, ...common },
    { kind: 'message', role: 'assistant', text: 'Green.\nOr white.', at: 1_795_176_000_000, ...common },
  ];
  const text = JSON.stringify([CONVERSATION]);
  expect(await importOf(text)).toEqual({ formats: ['chatgpt'], items });
  const zip = zipFile([
    { name: 'chat.html', content: '<html>' },
    { name: 'user.json', content: '{}' },
    { name: 'conversations-001.json', content: '[]' },
    { name: 'conversations.json', content: text },
  ]);
  expect(await importOf(zip, 'export.zip')).toEqual({ formats: ['chatgpt'], items });

  // Without a current node, the newest leaf; and a circle has an end.
  const { current_node: _, ...old } = CONVERSATION;
  const later = {
    ...old.mapping,
    n6: { parent: 'n5', message: said('user', 'Thanks', { create_time: 1_795_176_009 }) },
  };
  expect((await importOf(JSON.stringify([{ ...old, mapping: later }]))).items.at(-1)?.text).toBe('Thanks');
  const circle = {
    a: { parent: 'b', message: said('user', 'A') },
    b: { parent: 'a', message: said('user', 'B') },
  };
  const turning = { ...CONVERSATION, current_node: 'a', mapping: circle };
  expect((await importOf(JSON.stringify([turning]))).items.map(({ text }) => text)).toEqual(['B', 'A']);
});

test('Claude: conversations and projects', async () => {
  const conversations = [
    {
      uuid: 'u-1',
      name: 'Tea',
      created_at: '2026-11-20T12:00:00.000000Z',
      chat_messages: [
        { uuid: 'm1', sender: 'human', text: 'Which tea?', content: [], created_at: '2026-11-20T12:00:01Z' },
        {
          uuid: 'm2',
          sender: 'assistant',
          text: 'This block is not supported.',
          content: [
            { type: 'thinking', thinking: 'hm' },
            { type: 'text', text: 'Green.' },
            { type: 'tool_use' },
            { type: 'text', text: 'Or white.' },
          ],
        },
        { uuid: 'm3', sender: 'human', text: ' ', content: [] },
      ],
    },
  ];
  const projects = [
    {
      uuid: 'p-1',
      name: 'Tea house',
      description: 'All about tea',
      prompt_template: 'Answer in verse.',
      created_at: '2026-11-20T12:00:00Z',
      docs: [
        { uuid: 'd', filename: 'menu.txt', content: 'Green, white', created_at: '2026-11-21T12:00:00Z' },
      ],
    },
  ];
  const zip = zipFile([
    { name: 'projects.json', content: JSON.stringify(projects) },
    { name: 'conversations.json', content: JSON.stringify(conversations) },
    { name: 'users.json', content: '[]' },
  ]);
  const { formats, items } = await importOf(zip, 'data.zip');
  expect(formats).toEqual(['claude', 'claude-projects']);
  const noon = Date.UTC(2026, 10, 20, 12);
  const common = talk('Tea', 'https://claude.ai/chat/u-1', 'claude:u-1');
  const uri = 'https://claude.ai/project/p-1';
  const project = { kind: 'memory', scope: 'project:Tea house', about: ['Tea house'] };
  expect(items).toEqual([
    { kind: 'message', role: 'user', text: 'Which tea?', at: noon + 1_000, ...common },
    { kind: 'message', role: 'assistant', text: 'Green.\n\nOr white.', at: noon, ...common },
    {
      ...project,
      memoryKind: 'note',
      text: 'All about tea',
      at: noon,
      source: { title: 'Claude project Tea house', uri },
    },
    {
      ...project,
      memoryKind: 'procedure',
      text: 'Answer in verse.',
      at: noon,
      source: { title: 'Claude project Tea house', uri },
    },
    {
      ...project,
      memoryKind: 'note',
      text: 'Green, white',
      at: noon + 86_400_000,
      source: { title: 'Claude project Tea house: menu.txt', uri },
    },
  ]);
});

test('basic-memory: front matter, observations, relations and prose', async () => {
  const { formats, items } = await importOf(
    `---
title: Coffee Brewing
type: guide
tags: [coffee, brewing]
permalink: coffee/brewing
---

# Coffee Brewing

Pour slowly, as [[Ada]] does.

## Observations
- [method] Pour over gives *clarity* #pour #slow
- [decision] We buy beans weekly (agreed in May)
- [ ] a task, not a category

\`\`\`md
- [method] in a code block
\`\`\`

## Relations
- relates_to [[Coffee Beans]]
- "made with" [[Kettle]] (the blue one)
- [[Cups]]
`,
    'notes/brewing.md',
  );
  const source = { title: 'Coffee Brewing', uri: 'memory://coffee/brewing' };
  const about = ['Coffee Brewing'];
  const relation = (type: string, to: string, more = {}) => ({
    kind: 'relation',
    text: `Coffee Brewing ${type} ${to}`,
    about: ['Coffee Brewing', to],
    data: { from: 'Coffee Brewing', type, to, ...more },
    source,
  });
  expect(formats).toEqual(['basic-memory']);
  expect(items).toEqual([
    {
      kind: 'entity',
      text: 'Coffee Brewing',
      data: { entityType: 'guide', permalink: 'coffee/brewing' },
      tags: ['coffee', 'brewing'],
      source,
    },
    relation('links_to', 'Ada'),
    {
      kind: 'memory',
      memoryKind: 'procedure',
      text: 'Pour over gives *clarity* #pour #slow',
      about,
      tags: ['pour', 'slow'],
      data: { category: 'method' },
      source,
    },
    {
      kind: 'memory',
      memoryKind: 'decision',
      text: 'We buy beans weekly',
      about,
      data: { category: 'decision', context: 'agreed in May' },
      source,
    },
    relation('relates_to', 'Coffee Beans'),
    relation('made with', 'Kettle', { context: 'the blue one' }),
    relation('relates_to', 'Cups'),
    {
      kind: 'memory',
      memoryKind: 'note',
      text: [
        'Pour slowly, as [[Ada]] does.',
        '- [method] Pour over gives *clarity* #pour #slow\n- [decision] We buy beans weekly (agreed in May)\n- [ ] a task, not a category',
        '```md\n- [method] in a code block\n```',
      ].join('\n\n'),
      about,
      tags: ['coffee', 'brewing'],
      source,
    },
  ]);
});

test('CLAUDE.md: bullets and paragraphs under their headings', async () => {
  const { formats, items } = await importOf(
    `# My project

@docs/style.md

Be brief.

## Style
- Use tabs
  - not in YAML
- Name things plainly

## Commands
Build it:
\`\`\`sh
npm run build
\`\`\`
1. Commit
2. Push

### Notes
- After a release, rest
`,
    'CLAUDE.md',
  );
  expect(formats).toEqual(['claude-md']);
  const item = (memoryKind: string, text: string, ...headings: string[]) => ({
    kind: 'memory',
    memoryKind,
    text: `${headings.at(-1)}: ${text}`,
    source: { title: ['CLAUDE.md', ...headings].join(' › ') },
    data: { headings },
  });
  expect(items).toEqual([
    item('preference', 'Be brief.', 'My project'),
    item('preference', 'Use tabs\n- not in YAML', 'My project', 'Style'),
    item('preference', 'Name things plainly', 'My project', 'Style'),
    item('procedure', 'Build it:\n```sh\nnpm run build\n```', 'My project', 'Commands'),
    item('procedure', '1. Commit\n2. Push', 'My project', 'Commands'),
    item('preference', 'After a release, rest', 'My project', 'Commands', 'Notes'),
  ]);
});

test('a file can be said to be of another format than it looks', async () => {
  const text = '- [method] Use tabs\n';
  expect((await importOf(text, 'CLAUDE.md')).formats).toEqual(['basic-memory']);
  const [{ surveyImport }, { bytesSource }] = await Promise.all([
    import('../../../../servers/memory/transfer/read-import.ts'),
    import('../../../../shared/text/byte-source.ts'),
  ]);
  const survey = await surveyImport(bytesSource('CLAUDE.md', Buffer.from(text)), { format: 'claude-md' });
  expect(survey).toMatchObject({ counts: { memory: 1 }, total: 1, parts: [{ format: 'claude-md' }] });
});
