/** A prompt file or the values for it are wrong: every defect at once, each named by where it is. */
export class PromptError extends Error {
  readonly defects: readonly string[];

  constructor(prompt: string, defects: readonly string[]) {
    super(`${prompt}: ${defects.join('; ')}`);
    this.name = 'PromptError';
    this.defects = defects;
  }
}
