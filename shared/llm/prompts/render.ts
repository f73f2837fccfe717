import { createHash, randomBytes } from 'node:crypto';
import type { Message, ModelAlias } from '../port.ts';
import { drawMark, FENCE_RULE, fence, type RandomHex } from './fence.ts';
import type { Prompt } from './prompt.ts';
import { PromptError } from './prompt-error.ts';
import { fill } from './template.ts';
import { checkValues, type PromptValues, printValue } from './values.ts';

/** What a request to the model core takes from a prompt, and which prompt it was. */
export interface Rendered {
  model: ModelAlias;
  maxTokens: number;
  system?: string;
  messages: Message[];
  prompt: { name: string; version: number; hash: string };
}

/**
 * Fills a prompt with values. Untrusted ones are cleaned of tricks and fenced with a mark drawn for this render;
 * examples come first as turns of their own, the same at every render, so that they can be cached with the system.
 * @throws PromptError with every value that is missing, unknown or of another type.
 */
export function renderPrompt(
  prompt: Prompt,
  values: PromptValues,
  { randomHex = secureHex }: { randomHex?: RandomHex } = {},
): Rendered {
  const { name, version, hash, model, maxTokens, variables, system, examples } = prompt;
  const defects = checkValues(values, variables);
  if (defects.length > 0) throw new PromptError(`Values for prompt ${name} v${version}`, defects);

  const instructions = system ? fill(system, printed(prompt, values)) : '';
  const fenced = Object.values(variables).some(({ untrusted }) => untrusted);
  const rules = [instructions, fenced ? FENCE_RULE : ''].filter((text) => text !== '').join('\n\n');
  const messages = examples.flatMap(({ input, output }, index): Message[] => [
    {
      role: 'user',
      content: typeof input === 'string' ? input : userPart(prompt, input, exampleHex(hash, index)),
    },
    { role: 'assistant', content: output },
  ]);
  messages.push({ role: 'user', content: userPart(prompt, values, randomHex) });
  return { model, maxTokens, ...(rules && { system: rules }), messages, prompt: { name, version, hash } };
}

function userPart(prompt: Prompt, values: PromptValues, randomHex: RandomHex): string {
  const textOf = printed(prompt, values);
  const untrusted = Object.keys(prompt.variables).filter((name) => prompt.variables[name]?.untrusted);
  const mark = untrusted.length > 0 ? drawMark(prompt.user.names.map(textOf), randomHex) : '';
  return fill(prompt.user, (name) =>
    untrusted.includes(name) ? fence(name, textOf(name), mark) : textOf(name),
  );
}

function printed({ variables }: Prompt, values: PromptValues): (name: string) => string {
  return (name) => {
    const variable = variables[name];
    return variable ? printValue(values[name], variable) : '';
  };
}

/** Examples are ours, so their fences may be foretold: they follow from the prompt. */
function exampleHex(hash: string, index: number): RandomHex {
  let drawn = 0;
  return (digits) => {
    drawn += 1;
    return createHash('sha256').update(`${hash} ${index} ${drawn}`).digest('hex').slice(0, digits);
  };
}

function secureHex(digits: number): string {
  return randomBytes(Math.ceil(digits / 2))
    .toString('hex')
    .slice(0, digits);
}
