import { isObject, parseJsonObject } from '../http/bounded-body.ts';

/**
 * The application permissions an access token carries. Undefined when they cannot be known: the token is opaque, which the service is free to
 * make it, or it is a person's, whose rights depend on directory roles too.
 */
export function rolesOfToken(token: string): readonly string[] | undefined {
  const [, claims, ...rest] = token.split('.');
  if (claims === undefined || rest.length !== 1) return undefined;
  const body = parseJsonObject(Buffer.from(claims, 'base64url').toString('utf8'));
  if (!isObject(body) || typeof body.scp === 'string') return undefined;
  const { roles } = body;
  // A token without any permission has no such claim at all.
  if (roles === undefined) return typeof body.aud === 'string' ? [] : undefined;
  return Array.isArray(roles) ? roles.filter((role) => typeof role === 'string') : undefined;
}
