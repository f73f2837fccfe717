import * as z from 'zod';
import { MEMORY_KINDS } from '../memory.ts';
import { isScope, normaliseScope, SCOPE_MESSAGE } from '../scope.ts';

/** A scope as every tool of this server takes it. */
export const scopeField = z.string().max(220).refine(isScope, SCOPE_MESSAGE).overwrite(normaliseScope);

export const kindField = z.enum(MEMORY_KINDS);

export const tagField = z.string().trim().min(1).max(50);

/** An id as it was given out; others are missing, not wrong. */
export const idField = z.string().min(1).max(64);
