import type { OpenLlm, OpenLlmOptions } from './assemble.ts';

export type { OpenLlm, OpenLlmOptions } from './assemble.ts';

/**
 * Opens the LLM core as the settings say. This is the file that servers import: it loads nothing until it is called,
 * and then no provider and no database until a call needs them.
 */
export async function openLlm(options: OpenLlmOptions): Promise<OpenLlm> {
  const { assembleLlm } = await import('./assemble.ts');
  return assembleLlm(options);
}
