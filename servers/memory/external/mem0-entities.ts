import { IzaError } from '../../../shared/mcp/errors.ts';

/** mem0 as a service (the platform), or its open-source server, whose API has other paths and no apps. */
export type Mem0Kind = 'platform' | 'server';

export type Mem0Entity = { user_id: string } | { agent_id: string } | { app_id: string } | { run_id: string };

/**
 * The one entity of mem0 that a scope is (https://docs.mem0.ai/platform/features/entity-scoped-memory). One and not
 * several: a filter on some entities finds what has others besides, so memories under two would show in both scopes.
 * What mem0 has no entity for is a user of that name.
 */
export function entityOf(scope: string, kind: Mem0Kind, userId: string): Mem0Entity {
  const colon = scope.indexOf(':');
  const key = scope.slice(colon + 1);
  switch (colon < 0 ? scope : scope.slice(0, colon)) {
    case 'user':
      return { user_id: userId };
    case 'agent':
      return { agent_id: key };
    case 'session':
      return { run_id: key };
    case 'project':
      return kind === 'platform' ? { app_id: key } : { user_id: scope };
    default:
      return { user_id: scope };
  }
}

/** @throws IzaError INVALID_INPUT for a user whose memories could be taken for those of a scope. */
export function checkUserId(userId: string): void {
  if (userId !== '' && !/^(project|organisation):/.test(userId)) return;
  throw new IzaError('INVALID_INPUT', 'The user id for mem0 is empty or the name of a scope.', {
    hint: 'Use the id that mem0 knows the person by, such as a name or an address.',
  });
}
