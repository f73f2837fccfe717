import { readFileSync } from 'node:fs';
import { type Defect, SettingsError } from './settings-error.ts';

/** Reads a JSON object; undefined when there is no such file. @throws SettingsError with line and column. */
export function readJsonObject(file: string): Record<string, unknown> | undefined {
  const text = readText(file);
  if (text === undefined) return undefined;
  const value = parse(file, text);
  if (isObject(value)) return value;
  throw refusal(file, `is ${describe(value)}, and has to be an object: { … }.`);
}

export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function readText(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8').replace(/^\uFEFF/, '');
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT') return undefined;
    throw refusal(file, `cannot be read (${code}). Make it a file that this user may read.`);
  }
}

function parse(file: string, text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    const { line, column } = positionOf((error as SyntaxError).message, text);
    throw refusal(
      file,
      `is not valid JSON at line ${line}, column ${column}. JSON has no comments and no comma after the last entry.`,
    );
  }
}

function positionOf(message: string, text: string): { line: number; column: number } {
  const before = text.slice(0, offsetOf(message, text)).split('\n');
  return { line: before.length, column: (before.at(-1) ?? '').length + 1 };
}

/**
 * V8 says where most mistakes are ("at position 12"). At an unexpected token it only quotes what stands around it;
 * that one is the last character of the shortest beginning of the text which fails in the same way. What has
 * neither ends too early.
 */
function offsetOf(message: string, text: string): number {
  const told = /at position (\d+)/.exec(message)?.[1];
  if (told !== undefined) return Number(told);
  if (!isUnexpected(message)) return text.length;
  let [low, high] = [0, text.length];
  while (low < high) {
    const middle = Math.floor((low + high) / 2);
    if (isUnexpected(messageFor(text.slice(0, middle)))) high = middle;
    else low = middle + 1;
  }
  return low - 1;
}

function isUnexpected(message: string): boolean {
  return message.startsWith('Unexpected token');
}

function messageFor(text: string): string {
  try {
    JSON.parse(text);
    return '';
  } catch (error) {
    return (error as SyntaxError).message;
  }
}

function describe(value: unknown): string {
  if (value === null) return 'null';
  return Array.isArray(value) ? 'a list' : `a ${typeof value}`;
}

function refusal(where: string, message: string): SettingsError {
  const defect: Defect = { where, key: '', message };
  return new SettingsError([defect]);
}
