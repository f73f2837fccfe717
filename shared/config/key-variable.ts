import * as z from 'zod';

/** The name of the environment variable that holds a key: what looks like a key itself is refused. */
export const KEY_VARIABLE = z
  .string()
  .regex(/^[A-Za-z_][A-Za-z0-9_]*$/, 'has to be the name of an environment variable');
