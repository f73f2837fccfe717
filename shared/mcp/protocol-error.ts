import {
  ProtocolError,
  ProtocolErrorCode,
  ResourceNotFoundError,
  UriTemplate,
} from '@modelcontextprotocol/server';

/** The request names something that is not there, or has params of the wrong form. */
export function invalidParams(message: string): Error {
  return new ProtocolError(ProtocolErrorCode.InvalidParams, message);
}

export function resourceNotFound(uri: string): Error {
  return new ResourceNotFoundError(uri);
}

/** Whether a server says that it has no such resource: -32602 today, -32002 before 2026-07-28. */
export function isResourceNotFound(error: unknown): boolean {
  return (
    error instanceof ProtocolError &&
    (error.code === ProtocolErrorCode.InvalidParams || error.code === -32002)
  );
}

/** Whether a URI is of the form of an RFC 6570 template. A template that cannot be read matches nothing. */
export function matchesTemplate(template: string, uri: string): boolean {
  try {
    return new UriTemplate(template).match(uri) !== null;
  } catch {
    return false;
  }
}
