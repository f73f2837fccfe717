/** How a text gives orders to a model that it has no right to give. */
export const INSTRUCTION_KINDS = [
  'override',
  'role-tag',
  'prompt-leak',
  'tool-order',
  'exfiltration',
  'concealment',
  'persona',
  'hidden-order',
  'invisible-text',
  'text-direction',
] as const;

export type InstructionKind = (typeof INSTRUCTION_KINDS)[number];

export interface InstructionRule {
  kind: InstructionKind;
  /** Every repetition has a greatest number, and no gap crosses a sentence. */
  pattern: RegExp;
}

const GAP = '[^.!?\\n]{0,60}?';
const PRIOR = '(?:previous|prior|above|earlier|preceding|existing|original|former|all|any|your|the system)';
const ORDERS =
  '(?:instructions?|prompts?|rules|guidelines|directives?|safety (?:rules|guidelines|policies)|system (?:message|prompt)|programming|constraints)';
const SECRET_THINGS =
  '(?:passwords?|api[ _-]?keys?|secrets?|credentials?|tokens?|private keys?|ssh keys?|\\.env|environment variables|system prompt|conversation(?: history)?|chat history|memories|cookies|personal data|id_rsa|mnemonic)';
const OUTSIDE =
  '(?:https?:\\/\\/|www\\.|[\\w.+-]{1,40}@[\\w-]{1,40}\\.|webhook|an? external|attacker|my server|this (?:url|address|endpoint|email))';

const words = (source: string) => new RegExp(`(?<![\\p{L}\\p{N}_])(?:${source})`, 'giu');

/**
 * Orders of the known kinds: OWASP LLM01:2025, MITRE ATLAS AML.T0051. A preference ("always use tabs") names work,
 * not the model's instructions, its tools, its secrecy or where data goes: so the rules ask for those.
 */
export const INSTRUCTION_RULES: readonly InstructionRule[] = [
  {
    kind: 'override',
    pattern: words(
      `(?:ignore|disregard|forget|override|bypass|discard|do not follow|don't follow|stop following)(?: (?:all|any|every|of|the|my|your|these|those|everything|and))*? ${PRIOR}(?: (?:of|the|your|previous|prior|above|system|safety|earlier))* ${ORDERS}`,
    ),
  },
  {
    kind: 'override',
    pattern: words(
      `(?:ignore|disregard|forget) (?:everything|anything|all)(?: that)?(?: (?:was|were|is|you(?:'ve| have| were)?|i(?:'ve| have)?))? (?:said|told|written|instructed|above|before this|you know)`,
    ),
  },
  {
    kind: 'override',
    pattern: words(
      `(?:your |the )?(?:new|real|true|actual|updated) (?:system )?(?:instructions?|prompt|objective|directive)s? (?:are|is|follow|supersede|:)|ignor(?:iere|ez|a|e) ${GAP}(?:anweisungen|instructions précédentes|instrucciones|istruzioni|instruções)`,
    ),
  },
  {
    kind: 'role-tag',
    pattern:
      /<\|?\/?(?:im_start|im_end|system|system_prompt|system-reminder|assistant|function_calls|function_results|tool_use|tool_result|tool_call|antml:[a-z_]{1,30}|endoftext|eot_id|start_header_id)(?:\|?>|\|>| [^<>\n]{0,80}>)|\[\/?(?:INST|SYS|SYSTEM)\]|<<\/?SYS>>|(?:^|\n)[ \t]{0,8}(?:#{1,4} ?|\*\*|\[)?(?:SYSTEM|System) ?(?:message|prompt|override|notice)?(?:\*\*|\])? ?: ?(?=[^\n]{0,80}\b(?:you|ignore|assistant|must|now|mode)\b)|(?:^|\n)(?:Human|Assistant): [^\n]{1,200}\n{1,2}(?:Human|Assistant): /gi,
  },
  {
    kind: 'prompt-leak',
    pattern: words(
      `(?:reveal|print|repeat|output|show|display|leak|tell me|paste|recite)(?: (?:me|us|back|out|verbatim|all|exactly))*? (?:your|the) (?:full |entire |complete |hidden |secret |initial |original )*(?:system prompt|system message|hidden instructions|initial instructions|original instructions|initial prompt|instructions above)`,
    ),
  },
  {
    kind: 'tool-order',
    pattern: words(
      `(?:you (?:must|should|will|have to|need to)|always|be sure to|make sure to|remember to|first|before ${GAP}(?:,|answering|responding|anything else)) ?(?:always |first |now |immediately |silently |also |then )*(?:call|invoke|execute|run|use|trigger) (?:the |this |my )?[\`'"]?[\\w.-]{1,60}[\`'"]? (?:tool|function|mcp|server|command)[^.!?\\n]{0,60}?(?:before|every|each|any|first|with|whenever|without|on all)`,
    ),
  },
  {
    kind: 'tool-order',
    pattern: words(
      `(?:the (?:assistant|ai|agent|model|llm)|assistant|claude|chatgpt|any (?:ai|llm|agent|assistant)|ai (?:agents?|assistants?|models?)|you) (?:must|should|shall|will|has to|have to) (?:always |now |immediately |first |silently )*(?:call|invoke|execute|trigger) ${GAP}(?:tool|function|command|shell|bash|curl)`,
    ),
  },
  {
    kind: 'tool-order',
    pattern: words(
      `(?:when|whenever|if|as soon as|every time) (?:you|the (?:assistant|ai|agent|model)|an? (?:ai|llm|assistant|agent)) (?:read|reads|see|sees|recall|recalls|load|loads|process|processes|retrieve|retrieves)s? this[^.!?\\n]{0,40}?,? ?(?:you )?(?:must|should|immediately|call|run|execute|send|delete|ignore|reply|respond|do the following)`,
    ),
  },
  {
    kind: 'exfiltration',
    pattern: words(
      `(?:send|post|upload|forward|email|e-mail|exfiltrate|transmit|leak|submit|copy|append|include|encode|mail) ${GAP}${SECRET_THINGS}[^!?\\n]{0,60}? (?:to|at|via|into|in|as|with) [^!?\\n]{0,40}?${OUTSIDE}`,
    ),
  },
  {
    kind: 'exfiltration',
    pattern: words(
      `(?:read|open|cat|fetch|collect|gather|find|look up|retrieve) ${GAP}(?:${SECRET_THINGS}|~\\/\\.[a-z]{2,20}|\\/etc\\/passwd)[^!?\\n]{0,60}?(?:and|then) (?:send|post|upload|forward|email|include|pass|append|put|report|exfiltrate)`,
    ),
  },
  {
    kind: 'exfiltration',
    pattern:
      /!\[[^\]\n]{0,80}\]\(https?:\/\/[^\s)]{1,200}[?&][\w-]{1,30}=(?:\{\{?|\$\{|<|\[)[^)\n]{0,80}\)|https?:\/\/[^\s"'<>)]{1,160}[?&](?:data|q|d|c|leak|secret|token|key|info|content|payload)=(?:\{\{?|\$\{|\[|<)(?:[^\s)}\]>]{0,20}(?:secret|token|key|conversation|memor|history|prompt|password|user_data|base64))/gi,
  },
  {
    kind: 'concealment',
    pattern: words(
      `(?:do not|don't|never|without) (?:ever )?(?:tell|telling|inform|informing|mention|mentioning|notify|notifying|alert|alerting|reveal|revealing|disclose|disclosing|show|showing|asking) ?(?:this |that |it |anything |these instructions )?(?:to )?the user(?! (?:their|his|her|your|passwords?))`,
    ),
  },
  {
    kind: 'concealment',
    pattern: words(
      `(?:the user (?:must|should) (?:not|never) (?:know|see|notice|find out|be told|be informed)|(?:hide|conceal|keep) (?:this|these instructions|it)(?: a)?(?: secret| hidden)? from the user|without the user(?:'s)? (?:knowing|noticing|knowledge|consent|approval))`,
    ),
  },
  {
    kind: 'persona',
    pattern: words(
      `you are (?:now |no longer )(?:in )?(?:an? |the )?(?:dan|developer mode|jailbroken|unrestricted|unfiltered|evil|root|admin(?:istrator)? mode|god mode|bound by|restricted|a different (?:ai|assistant)|[\\w ]{0,30}without (?:any )?(?:restrictions|rules|limits|filters))`,
    ),
  },
  {
    kind: 'persona',
    pattern: words(
      `(?:enable|enter|activate|switch to|you are in) (?:developer|dan|god|debug|admin|jailbreak|unrestricted|maintenance) mode[^.!?\\n]{0,60}?(?:ignore|no (?:rules|restrictions|filters|limits)|without|bypass|and (?:answer|obey|comply|disable))|(?:pretend|act as if|behave as though) (?:that )?(?:you|there) (?:have|are|has) no (?:rules|restrictions|guidelines|limits|filters|safety)`,
    ),
  },
  {
    kind: 'hidden-order',
    pattern:
      /<!--(?=[^<>]{0,600}?\b(?:ignore|instructions?|you must|assistant|the ai|agents?|llm|claude|system prompt|do not tell|send|execute)\b)(?=[^<>]{0,600}?\b(?:must|ignore|always|send|call|execute|do not|reply|respond|delete|follow)\b)(?=[^<>]{0,600}?\b(?:you|assistant|ai|agents?|llm|model|claude|instructions?|prompt)\b)[^<>]{0,600}?-->/gi,
  },
  {
    kind: 'hidden-order',
    pattern:
      /<(?:span|div|p|font)[^<>\n]{0,80}(?:display: ?none|font-size: ?0|visibility: ?hidden|opacity: ?0(?![.\d])|color: ?(?:white|#fff(?:fff)?))[^<>\n]{0,80}>[^<>]{0,200}?\b(?:ignore|you must|instructions?|assistant|send|execute)\b/gi,
  },
];
