/** Twelve messages of two people about a launch. */
export const LAUNCH = [
  ['Ada', 'Good morning Ben, shall we go through the launch of the harbour project?'],
  ['Ben', 'Yes please.'],
  ['Ada', 'The launch of the harbour project moves from March to 12 May 2026.'],
  ['Ben', 'Why does it move?'],
  ['Ada', 'The harbour project waits for Dr. Okafor, who needs three weeks more for the survey.'],
  ['Ben', 'Then the budget of the harbour project for the launch goes up to 4,200 euros.'],
  ['Ada', 'Thanks.'],
  ['Ben', 'I had a lovely sandwich today by the way.'],
  ['Ada', 'Clara books the boat for the launch on 12 May and tells the harbour office.'],
  ['Ben', 'Great!'],
  ['Ada', 'The survey of Dr. Okafor covers the harbour and the budget pays for it.'],
  ['Ben', 'Good, then we are done.'],
] as const;

export function messagesOf(said: readonly (readonly [string, string])[]): object[] {
  return said.map(([speaker, text], index) => ({
    role: speaker === 'assistant' ? 'assistant' : 'user',
    speaker,
    text,
    at: new Date(Date.UTC(2026, 10, 1, 9, index)).toISOString(),
  }));
}
