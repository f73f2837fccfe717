import { isInputRequiredResult } from '@modelcontextprotocol/server';
import { internalCall } from './internal-call.ts';
import type { Call, CallToolResult, InputRequiredResult, JsonObject } from './surface.ts';

/** What came of a call to another server. Its absence is an answer too, which the caller passes on in its own. */
export type ToolOutcome = { ok: true; value: JsonObject; text: string } | { ok: false; reason: string };

/** The port by which one server asks another: always through its MCP tools, never through its code. */
export interface ToolCaller {
  /**
   * Calls a tool as `server:tool`. Never throws: a server that is not there, fails, or would need to ask the
   * person is a reason. On behalf of `from`, its cancellation and its client hold for the call.
   */
  call(tool: string, args: JsonObject, from?: Call): Promise<ToolOutcome>;
}

/** The tools that a server has when it runs alone: none. */
export const NO_TOOLS: ToolCaller = {
  call: async (tool) => ({
    ok: false,
    reason: `${tool} cannot be reached: this server runs alone. Use iza meta.`,
  }),
};

type Send = (tool: string, args: JsonObject, call: Call) => Promise<CallToolResult | InputRequiredResult>;

export function createToolCaller(send: Send): ToolCaller {
  return {
    async call(tool, args, from) {
      // Questions of the other server are not the asking server's to pass on: it answers for its own result.
      const call = internalCall(from && { signal: from.signal, ...(from.client && { client: from.client }) });
      try {
        return outcomeOf(tool, await send(tool, args, call));
      } catch (error) {
        return { ok: false, reason: error instanceof Error ? error.message : String(error) };
      }
    },
  };
}

function outcomeOf(tool: string, result: CallToolResult | InputRequiredResult): ToolOutcome {
  if (isInputRequiredResult(result)) {
    return { ok: false, reason: `${tool} needs an answer from the person first.` };
  }
  const text = result.content.flatMap((block) => (block.type === 'text' ? block.text : [])).join('\n');
  if (result.isError) return { ok: false, reason: text || `${tool} failed without saying why.` };
  return { ok: true, value: (result.structuredContent ?? {}) as JsonObject, text };
}
