import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { createPromptLibrary, loadPrompts } from '../../../shared/llm/prompts/library.ts';
import { openPrompts } from '../../../shared/llm/prompts/open.ts';
import { definePrompt } from '../../../shared/llm/prompts/prompt.ts';
import { PromptError } from '../../../shared/llm/prompts/prompt-error.ts';
import { renderPrompt } from '../../../shared/llm/prompts/render.ts';
import type { PromptValues } from '../../../shared/llm/prompts/values.ts';
import { temporaryFolder } from '../../temporary-folder.ts';

const HEAD = 'name: digest\nversion: 1\ndescription: Digests.\nmodel: worker\nmax_tokens: 50';

function text(variables: string, body: string, head = HEAD): string {
  return `---\n${head}\n${variables && `variables:\n${variables}\n`}---\n${body}`;
}

const variable = (name: string, type: string, more = '') =>
  `  ${name}: { type: ${type}, description: D${more} }`;

async function defects(call: Promise<unknown> | (() => unknown)): Promise<readonly string[]> {
  try {
    await (typeof call === 'function' ? call() : call);
  } catch (error) {
    if (error instanceof PromptError) return error.defects;
    throw error;
  }
  return [];
}

describe('what a prompt is made of', () => {
  test('front matter, instructions, the part of the user', async () => {
    const prompt = await definePrompt(
      text(variable('name', 'string'), '# System\nBe brief.\n\n# User\nGreet {{name}} and {{ name }}.\n'),
    );
    expect(prompt).toMatchObject({ name: 'digest', version: 1, model: 'worker', maxTokens: 50 });
    expect(renderPrompt(prompt, { name: 'Ada' })).toEqual({
      model: 'worker',
      maxTokens: 50,
      system: 'Be brief.',
      messages: [{ role: 'user', content: 'Greet Ada and Ada.' }],
      prompt: { name: 'digest', version: 1, hash: prompt.hash },
    });
  });

  test('the instructions may be left out', async () => {
    const prompt = await definePrompt(text('', '# User\nSay hello.\n'));
    expect(renderPrompt(prompt, {})).toMatchObject({ messages: [{ role: 'user', content: 'Say hello.' }] });
    expect(renderPrompt(prompt, {}).system).toBeUndefined();
  });

  test('its hash is that of its text, whatever the line ends', async () => {
    const source = text('', '# User\nSay hello.\n');
    const { hash } = await definePrompt(source);
    // printf '…' | sha256sum
    expect(hash).toBe('1853851561b7bde9feb3fbc74e2b8d9a3af3bb3c7cd3e3fcada4f8d763fda72e');
    expect((await definePrompt(source.replaceAll('\n', '\r\n'))).hash).toBe(hash);
    expect((await definePrompt(source.replace('hello', 'Hello'))).hash).not.toBe(hash);
  });

  test('examples become turns before the real one', async () => {
    const examples =
      'examples:\n  - { input: { city: Bern }, output: { temperature: 9 } }\n  - { input: "Weather on Mars?", output: Cold. }';
    const prompt = await definePrompt(
      text(variable('city', 'string'), '# User\nWeather in {{city}}?\n', `${HEAD}\n${examples}`),
    );
    expect(renderPrompt(prompt, { city: 'Oslo' }).messages).toEqual([
      { role: 'user', content: 'Weather in Bern?' },
      { role: 'assistant', content: '{"temperature":9}' },
      { role: 'user', content: 'Weather on Mars?' },
      { role: 'assistant', content: 'Cold.' },
      { role: 'user', content: 'Weather in Oslo?' },
    ]);
  });
});

describe('how values are printed', () => {
  test.each<[string, PromptValues[string], string]>([
    ['string', 'a {{b}} $& c', 'a {{b}} $& c'],
    ['number', 1.5, '1.5'],
    ['boolean', false, 'false'],
    ['list', ['one', 'two\n- three'], '- one\n- two\n  - three'],
    ['list', [], '(none)'],
    ['json', { a: [1, null] }, '{\n  "a": [\n    1,\n    null\n  ]\n}'],
    ['json', [{ id: 'm1' }, { id: 'm2' }], '[\n  {"id":"m1"},\n  {"id":"m2"}\n]'],
    ['json', [], '[]'],
  ])('%s %j', async (type, value, printed) => {
    const prompt = await definePrompt(text(variable('it', type), '# User\n{{it}}\n'));
    expect(renderPrompt(prompt, { it: value }).messages).toEqual([{ role: 'user', content: printed }]);
  });

  test('an optional one that is left out is nothing', async () => {
    const prompt = await definePrompt(
      text(variable('it', 'string', ', required: false'), '# User\nA{{it}}B\n'),
    );
    expect(renderPrompt(prompt, {}).messages).toEqual([{ role: 'user', content: 'AB' }]);
  });
});

describe('values that do not fit', () => {
  test('every defect is named', async () => {
    const types = ['string', 'number', 'boolean', 'list', 'json'];
    const prompt = await definePrompt(
      text(
        [...types.map((type) => variable(`a_${type}`, type)), variable('absent', 'string')].join('\n'),
        `# User\n${types.map((type) => `{{a_${type}}}`).join('\n')}\n{{absent}}\n`,
      ),
    );
    const values = {
      a_string: 1,
      a_number: Number.NaN,
      a_boolean: 'yes',
      a_list: ['x', 2],
      a_json: { when: new Date() },
      other: 'x',
      constructor: 'x',
    } as unknown as PromptValues;
    expect(await defects(() => renderPrompt(prompt, values))).toEqual([
      '/other: there is no such variable (there are: a_string, a_number, a_boolean, a_list, a_json, absent)',
      '/constructor: there is no such variable (there are: a_string, a_number, a_boolean, a_list, a_json, absent)',
      '/a_string: has to be of type string',
      '/a_number: has to be of type number',
      '/a_boolean: has to be of type boolean',
      '/a_list: has to be of type list',
      '/a_json: has to be of type json',
      '/absent: is missing',
    ]);
  });
});

describe('prompts that are wrong', () => {
  const untrusted = variable('memo', 'string', ', untrusted: true');
  test.each<[string, string, string[]]>([
    ['no front matter', '# User\nHi\n', ['it has to begin with front matter between two lines of ---']],
    [
      'front matter that is no YAML',
      '---\nname: [\n---\n# User\nx\n',
      [
        'front matter: Flow sequence in block collection must be sufficiently indented and end with a ] at line 1, column 8:',
      ],
    ],
    [
      'aliases',
      `---\n${HEAD}\nvariables: &a {}\nexamples: [*a]\n---\n# User\nx\n`,
      ['front matter: Alias resolution is disabled'],
    ],
    [
      'a key twice',
      text('', '# User\nx\n', `${HEAD}\nname: other`),
      ['front matter: Map keys must be unique at line 6, column 1:'],
    ],
    [
      'fields that are wrong',
      text(
        '',
        '# User\nx\n',
        'name: Digest\nversion: 0\ndescription: D\nmodel: gpt\nmax_tokens: 50\ntemperature: 1',
      ),
      [
        '/name: small letters, digits and hyphens',
        '/version: Too small: expected number to be >0',
        '/model: Invalid option: expected one of "planner"|"worker"|"judge"',
        '/: Unrecognized key: "temperature"',
      ],
    ],
    [
      'no part of the user',
      text('', 'Hi\n'),
      ['its text has to have the heading "# User", and before it only "# System"'],
    ],
    ['an empty part of the user', text('', '# User\n\n'), ['User: there is no text']],
    [
      'placeholders that are not declared, and what is none',
      text(variable('a', 'string'), '# System\n{{b}}\n# User\n{{a}} {{#if a}} {{A}} }}\n'),
      [
        'User: "{{#if a}} {{A}} }}" is no placeholder; one looks like {{name}}',
        'System: {{b}} is not declared in variables',
      ],
    ],
    [
      'a variable that stands nowhere',
      text(variable('a', 'string'), '# User\nx\n'),
      ['/variables/a: stands nowhere in the text'],
    ],
    [
      'a name of the language that is not declared',
      text('', '# User\n{{constructor}}\n'),
      ['User: {{constructor}} is not declared in variables'],
    ],
    [
      'text from outside among the instructions',
      text(untrusted, '# System\n{{memo}}\n# User\nx\n'),
      ["System: {{memo}} is untrusted, and may only stand in the user's part"],
    ],
    [
      'text from outside in the middle of a line',
      text(untrusted, '# User\nNote: {{memo}}\n'),
      ['User: {{memo}} is untrusted, and has to stand on a line of its own'],
    ],
    [
      'text from outside beside another',
      text(untrusted, '# User\n{{memo}}{{memo}}\n'),
      [
        'User: {{memo}} is untrusted, and has to stand on a line of its own',
        'User: {{memo}} is untrusted, and has to stand on a line of its own',
      ],
    ],
    [
      'a number from outside',
      text(variable('n', 'number', ', untrusted: true'), '# User\n{{n}}\n'),
      ['/variables/n: a number cannot carry text, so it cannot be untrusted'],
    ],
    [
      'an example that does not fit',
      text(
        variable('a', 'number'),
        '# User\n{{a}}\n',
        `${HEAD}\nexamples: [{ input: { a: x, b: 1 }, output: y }]`,
      ),
      [
        '/examples/0/input/b: there is no such variable (there are: a)',
        '/examples/0/input/a: has to be of type number',
      ],
    ],
  ])('%s', async (_, source, expected) => {
    expect(await defects(definePrompt(source))).toEqual(expected);
  });
});

describe('a folder of prompts', () => {
  const versioned = (name: string, version: number, said = 'Hi') =>
    text('', `# User\n${said}\n`, HEAD.replace('digest', name).replace('version: 1', `version: ${version}`));

  test('the newest version unless one is named', async () => {
    const folder = await temporaryFolder();
    await writeFile(join(folder, 'a1.md'), versioned('alpha', 2));
    await writeFile(join(folder, 'a2.md'), versioned('alpha', 10));
    await writeFile(join(folder, 'b.md'), versioned('beta', 1));
    await writeFile(join(folder, 'notes.txt'), 'not a prompt');
    const library = await loadPrompts(folder);
    expect(library.list().map(({ name, version }) => `${name} ${version}`)).toEqual([
      'alpha 2',
      'alpha 10',
      'beta 1',
    ]);
    expect(library.prompt('alpha').version).toBe(10);
    expect(library.prompt('alpha', 2).version).toBe(2);
    expect(await defects(() => library.prompt('alpha', 3))).toEqual([
      'there is no alpha v3; its versions are 2, 10',
    ]);
    expect(await defects(() => library.prompt('gamma'))).toEqual([
      'there is no gamma; there are alpha, beta',
    ]);
  });

  test('the defects of all files together', async () => {
    const folder = await temporaryFolder();
    await writeFile(join(folder, 'a.md'), versioned('alpha', 1, '{{x}}'));
    await writeFile(join(folder, 'b.md'), 'nothing');
    expect(await defects(loadPrompts(folder))).toEqual([
      'a.md: User: {{x}} is not declared in variables',
      'b.md: it has to begin with front matter between two lines of ---',
    ]);
  });

  test('a version twice', async () => {
    const one = await definePrompt(versioned('alpha', 1));
    expect(await defects(() => createPromptLibrary([one, one]))).toEqual(['alpha v1 is there twice']);
  });
});

describe('prompts in the data folder', () => {
  const SHIPPED = join(import.meta.dirname, '../../../shared/llm/prompts/templates/answer-from-memories.md');
  const openWith = async (name: string, change: (shipped: string) => string) => {
    const home = await temporaryFolder();
    await mkdir(join(home, 'prompts'));
    await writeFile(join(home, 'prompts', name), change(await readFile(SHIPPED, 'utf8')));
    return openPrompts(home);
  };

  test('replace those that ship', async () => {
    const library = await openWith('mine.md', (shipped) => shipped.replace('Be brief', 'Be long'));
    expect(library.list()).toHaveLength(2);
    const { system } = renderPrompt(library.prompt('answer-from-memories'), { question: 'x', memories: [] });
    expect(system).toContain('Be long');
  });

  test('replace nothing when there is no such prompt', async () => {
    const opened = openWith('x.md', (shipped) =>
      shipped.replace('name: answer-from-memories', 'name: other'),
    );
    expect(await defects(opened)).toEqual([
      'other: there is no such prompt to replace (there are: answer-from-memories, digest-conversation)',
    ]);
  });

  test('cannot take text from outside for their own', async () => {
    const opened = openWith('x.md', (shipped) => shipped.replace('untrusted: true', 'untrusted: false'));
    expect(await defects(opened)).toEqual([
      'answer-from-memories: its variables have to be memories json untrusted, question string',
    ]);
  });
});
