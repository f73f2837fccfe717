import { IzaError } from '../errors.ts';

const WHY = 'The server no longer knows the session.';

/** The server answered 404: it forgot the session, and did not look at the request. */
export function sessionLost(name: string): IzaError {
  return new IzaError('UNAVAILABLE', `${name} has to be connected anew.`, { why: WHY, hint: 'Call again.' });
}

export function isSessionLost(error: unknown): boolean {
  return error instanceof IzaError && error.details.why === WHY;
}
