import { createHash } from 'node:crypto';
import type { ModelAlias } from '../port.ts';
import { defectsOf, FrontMatter, splitFrontMatter, type Variable } from './front-matter.ts';
import { PromptError } from './prompt-error.ts';
import { checkPlaceholders, parseTemplate, type Template } from './template.ts';
import { checkValues, type PromptValues } from './values.ts';

export interface PromptExample {
  /** Values for the user's part, or its whole text. */
  input: string | PromptValues;
  output: string;
}

/** A prompt, checked as far as that goes without values. */
export interface Prompt {
  readonly name: string;
  readonly version: number;
  readonly description: string;
  readonly model: ModelAlias;
  readonly maxTokens: number;
  readonly variables: Readonly<Record<string, Variable>>;
  readonly examples: readonly PromptExample[];
  readonly system?: Template;
  readonly user: Template;
  /** SHA-256 of its text, in hexadecimal: what a golden test and a recording know it by. */
  readonly hash: string;
}

/** Two headings and nothing before them; the first may be left out. */
const PARTS = /^\s*(?:# System\n([\s\S]*?)\n)?# User\n([\s\S]*)$/;

/**
 * Makes a prompt of its text: front matter in YAML, then the instructions under `# System` and what the user says under
 * `# User`, with `{{name}}` for each variable. The YAML parser is loaded at the first prompt.
 * @throws PromptError with every defect: front matter that does not fit, placeholders that are not declared, variables
 * that stand nowhere, untrusted text among the instructions, examples that do not fit.
 */
export async function definePrompt(markdown: string): Promise<Prompt> {
  const source = markdown.replace(/^\uFEFF/, '').replaceAll('\r\n', '\n');
  const split = splitFrontMatter(source);
  if (!split)
    throw new PromptError('A prompt', ['it has to begin with front matter between two lines of ---']);
  const parsed = FrontMatter.safeParse(await readYaml(split.yaml));
  if (!parsed.success) throw new PromptError('A prompt', defectsOf(parsed.error));
  const { name, version, description, model, max_tokens: maxTokens, variables, examples } = parsed.data;
  const title = `Prompt ${name} v${version}`;

  const [, systemText, userText] = PARTS.exec(split.body) ?? [];
  if (userText === undefined) {
    throw new PromptError(title, [
      'its text has to have the heading "# User", and before it only "# System"',
    ]);
  }
  const defects: string[] = [];
  const system = systemText?.trim() ? parseTemplate(systemText.trim(), 'System', defects) : undefined;
  const user = parseTemplate(userText.trim(), 'User', defects);
  if (!userText.trim()) defects.push('User: there is no text');
  if (system) checkPlaceholders(system, variables, 'System', defects);
  checkPlaceholders(user, variables, 'User', defects);
  checkVariables(variables, [...(system?.names ?? []), ...user.names], defects);
  for (const [index, { input }] of examples.entries()) {
    if (typeof input === 'string') continue;
    const needed = inUser(variables, user);
    defects.push(...checkValues(input, needed).map((defect) => `/examples/${index}/input${defect}`));
  }
  if (defects.length > 0) throw new PromptError(title, defects);
  return {
    name,
    version,
    description,
    model,
    maxTokens,
    variables,
    examples: examples.map(({ input, output }) => ({
      input,
      output: typeof output === 'string' ? output.trim() : JSON.stringify(output),
    })),
    ...(system && { system }),
    user,
    hash: createHash('sha256').update(source).digest('hex'),
  };
}

async function readYaml(text: string): Promise<unknown> {
  const { parse } = await import('./yaml.ts');
  try {
    // A few bytes of aliases can stand for gigabytes.
    return parse(text, { schema: 'core', strict: true, uniqueKeys: true, maxAliasCount: 0 });
  } catch (error) {
    const [first] = String(error instanceof Error ? error.message : error).split('\n', 1);
    throw new PromptError('A prompt', [`front matter: ${first}`]);
  }
}

function checkVariables(
  variables: Readonly<Record<string, Variable>>,
  names: readonly string[],
  defects: string[],
): void {
  const used = new Set(names);
  for (const [name, { type, untrusted }] of Object.entries(variables)) {
    if (!used.has(name)) defects.push(`/variables/${name}: stands nowhere in the text`);
    if (untrusted && (type === 'number' || type === 'boolean')) {
      defects.push(`/variables/${name}: a ${type} cannot carry text, so it cannot be untrusted`);
    }
  }
}

/** The variables that an example has to have: those of the user's part. */
function inUser(variables: Readonly<Record<string, Variable>>, user: Template): Record<string, Variable> {
  const names = new Set(user.names);
  return Object.fromEntries(Object.entries(variables).filter(([name]) => names.has(name)));
}
