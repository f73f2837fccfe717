import { hash } from 'node:crypto';

/**
 * What makes two texts the same memory: SHA-256, in hexadecimal, of the text in Unicode NFC, trimmed, with every
 * run of white space as one space. Case is kept: "May" and "may" differ.
 */
export function fingerprint(text: string): string {
  const plain = text.normalize('NFC').trim().replace(/\s+/gu, ' ');
  return hash('sha256', plain);
}
