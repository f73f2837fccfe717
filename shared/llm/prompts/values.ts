import * as z from 'zod';
import type { JsonValue } from '../../mcp/surface.ts';
import type { Variable } from './front-matter.ts';
import { plainJson, plainText } from './plain-text.ts';

export type PromptValues = Readonly<Record<string, JsonValue | undefined>>;

const SCHEMAS = {
  string: z.string(),
  number: z.number(),
  boolean: z.boolean(),
  list: z.array(z.string()),
  json: z.json(),
} as const satisfies Record<Variable['type'], z.ZodType>;

/** Every way in which values do not fit the declared variables. */
export function checkValues(values: PromptValues, variables: Readonly<Record<string, Variable>>): string[] {
  const defects = Object.keys(values)
    .filter((name) => !Object.hasOwn(variables, name))
    .map(
      (name) =>
        `/${name}: there is no such variable (there are: ${Object.keys(variables).join(', ') || 'none'})`,
    );
  for (const [name, { type, required }] of Object.entries(variables)) {
    const value = Object.hasOwn(values, name) ? values[name] : undefined;
    if (value === undefined) {
      if (required) defects.push(`/${name}: is missing`);
      continue;
    }
    const parsed = SCHEMAS[type].safeParse(value);
    if (!parsed.success) defects.push(`/${name}: has to be of type ${type}`);
  }
  return defects;
}

/** A checked value as text. An optional one that is not there is nothing, said so where it is untrusted. */
export function printValue(value: JsonValue | undefined, { type, untrusted }: Variable): string {
  if (value === undefined) return untrusted ? '(none)' : '';
  if (type === 'json') return untrusted ? plainJson(printJson(value)) : printJson(value);
  const clean = untrusted ? plainText : (text: string) => text;
  if (type !== 'list') return clean(String(value));
  const items = (value as string[]).map((item) => clean(item));
  // A line of an item that began with `- ` would pass for another item.
  return items.length === 0 ? '(none)' : items.map((item) => `- ${item.replaceAll('\n', '\n  ')}`).join('\n');
}

/** JSON with the elements of a list one a line, as long lists are easiest to read. */
function printJson(value: JsonValue): string {
  if (!Array.isArray(value)) return JSON.stringify(value, null, 2);
  return value.length === 0 ? '[]' : `[\n${value.map((one) => `  ${JSON.stringify(one)}`).join(',\n')}\n]`;
}
