// The same server with the LLM core in it, which it never uses: what that costs a start.
import { openLlm } from '../../shared/llm/open.ts';
import './minimal-server.ts';

export const opened = openLlm;
