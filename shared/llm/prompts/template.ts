import type { Variable } from './front-matter.ts';

/**
 * A template has placeholders and nothing else: what needs logic is a program's to prepare. The kept libraries
 * (Handlebars, Mustache, Liquid) expand what is missing to nothing and escape for HTML, and the one thing that is hard
 * here, fencing, they do not do; filling one kind of placeholder in a single pass is all that is left.
 */
export interface Template {
  /** The variables of the placeholders, in their order. */
  readonly names: readonly string[];
  /** What stands before, between and after them: one more than there are names. */
  readonly texts: readonly string[];
}

const PLACEHOLDER = /\{\{ *([a-z][a-z0-9_]*) *\}\}/;

/** Takes a template apart. Its defects are added to `defects`, named by `where`. */
export function parseTemplate(source: string, where: string, defects: string[]): Template {
  // Splitting by a pattern with one group gives texts and names in turn.
  const pieces = source.split(PLACEHOLDER);
  const texts = pieces.filter((_, index) => index % 2 === 0);
  for (const text of texts) {
    const stray = /\{\{.{0,20}|\}\}/.exec(text);
    if (stray)
      defects.push(`${where}: ${JSON.stringify(stray[0])} is no placeholder; one looks like {{name}}`);
  }
  return { texts, names: pieces.filter((_, index) => index % 2 === 1) };
}

/** Checks the placeholders of a template against the declared variables. */
export function checkPlaceholders(
  template: Template,
  variables: Readonly<Record<string, Variable>>,
  where: 'System' | 'User',
  defects: string[],
): void {
  for (const [index, name] of template.names.entries()) {
    const declared = Object.hasOwn(variables, name) ? variables[name] : undefined;
    if (!declared) {
      defects.push(`${where}: {{${name}}} is not declared in variables`);
    } else if (declared.untrusted && where === 'System') {
      defects.push(`System: {{${name}}} is untrusted, and may only stand in the user's part`);
    } else if (declared.untrusted && !standsAlone(template, index)) {
      defects.push(`${where}: {{${name}}} is untrusted, and has to stand on a line of its own`);
    }
  }
}

/** Fills every placeholder in one pass: what a value holds is never looked at again. */
export function fill({ texts, names }: Template, textOf: (name: string) => string): string {
  return texts
    .map((text, index) => text + (index < names.length ? textOf(names[index] as string) : ''))
    .join('');
}

function standsAlone({ texts }: Template, index: number): boolean {
  const [before = '', after = ''] = texts.slice(index, index + 2);
  const startsLine = before.endsWith('\n') || (before === '' && index === 0);
  const endsLine = after.startsWith('\n') || (after === '' && index === texts.length - 2);
  return startsLine && endsLine;
}
