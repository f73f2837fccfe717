import { readFileSync } from 'node:fs';
import { type JsonTextError, readJsonText } from '../json-text.ts';
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
  } catch {
    throw refusal(file, mistakeIn(text));
  }
}

/** Where and what the mistake is: V8's own message often has no position. */
function mistakeIn(text: string): string {
  try {
    readJsonText(text);
  } catch (error) {
    const { line, column, message } = error as JsonTextError;
    return `is not valid JSON at line ${line}, column ${column}: ${message}. JSON has no comments and no comma after the last entry.`;
  }
  return 'is not valid JSON.';
}

function describe(value: unknown): string {
  if (value === null) return 'null';
  return Array.isArray(value) ? 'a list' : `a ${typeof value}`;
}

function refusal(where: string, message: string): SettingsError {
  const defect: Defect = { where, key: '', message };
  return new SettingsError([defect]);
}
