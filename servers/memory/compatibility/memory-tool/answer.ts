/**
 * What a command answers, in the words that Claude is trained on:
 * https://platform.claude.com/docs/en/agents-and-tools/tool-use/memory-tool (Tool commands). Where that page names no
 * text, the file system tool of @anthropic-ai/sdk (tools/memory) is followed.
 */
export interface Answer {
  text: string;
  /** Nothing was changed. */
  failed?: true;
}

export function done(text: string, notes: readonly string[] = []): Answer {
  return { text: [text, ...notes].join('\n') };
}

export function failed(text: string): Answer {
  return { text, failed: true };
}

export const noSuchFile = (path: string): Answer => failed(`Error: The path ${path} does not exist`);
