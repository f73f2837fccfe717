import type { GetPromptResult, InputRequiredResult } from '@modelcontextprotocol/server';
import type * as z from 'zod';
import type { Call } from './surface.ts';
import type { ObjectSchema } from './tool.ts';

/** A prompt that the person picks by name. Its arguments are strings, as the protocol has them. */
export interface PromptDefinition<A extends ObjectSchema = ObjectSchema, D = never> {
  name: string;
  title: string;
  description: string;
  arguments: A;
  /** Values that an argument can take, best first, for what has been typed so far. */
  complete?(
    argument: string,
    typed: string,
    deps: D,
    chosen: Readonly<Record<string, string>>,
  ): Promise<string[]> | string[];
  render(
    args: z.output<A>,
    deps: D,
    call: Call,
  ): Promise<GetPromptResult | InputRequiredResult> | GetPromptResult | InputRequiredResult;
}

// biome-ignore lint/suspicious/noExplicitAny: existential, as with tools
export type AnyPrompt<D> = PromptDefinition<any, D>;

export function definePrompt<A extends ObjectSchema, D>(
  definition: PromptDefinition<A, D>,
): PromptDefinition<A, D> {
  return definition;
}
