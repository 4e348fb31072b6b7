import { createHash, randomUUID } from 'node:crypto';
import type { Reply } from './exchange.ts';
import { GraphFailure } from './failures.ts';
import { splitRoles } from './graph-resource.ts';
import type { Switches } from './switches.ts';

/** A bearer that is always good. */
const fixedToken = 'rig-token';
/** A bearer of somebody who may grant permissions, whatever the switches say. */
const adminToken = 'admin-token';
const adminRoles = ['AppRoleAssignment.ReadWrite.All', 'Application.Read.All'];

const graphAudiences = ['https://graph.microsoft.com', '00000003-0000-0000-c000-000000000000'];

interface Granted {
  readonly audience: string;
  readonly expiresAt: number;
  readonly roles: string;
}

/** Gives out access tokens and checks those that come back. */
export class LoginSide {
  readonly #granted = new Map<string, Granted>();
  readonly #now: () => number;
  readonly #switches: Switches;

  constructor(now: () => number, switches: Switches) {
    this.#now = now;
    this.#switches = switches;
  }

  /** Answers `POST /{tenant}/oauth2/v2.0/token` for client credentials. */
  answer(tenant: string, form: URLSearchParams, origin: string): Reply {
    if (form.get('grant_type') !== 'client_credentials') {
      return this.#refuse('unsupported_grant_type', 70003, 'The app requested an unsupported grant type.');
    }
    if (!form.get('client_id')) {
      return this.#refuse('invalid_request', 900144, "The request body must contain 'client_id'.");
    }
    if (!form.get('client_secret') && !form.get('client_assertion')) {
      return this.#refuse('invalid_client', 7000218, "It must contain 'client_assertion' or 'client_secret'.", 401);
    }
    const scope = form.get('scope') ?? '';
    if (!scope.endsWith('/.default')) {
      return this.#refuse('invalid_scope', 70011, `The provided value for 'scope' is not valid: ${scope}.`);
    }
    const token = this.issue(scope.slice(0, -'/.default'.length), origin, tenant);
    const seconds = Math.floor(this.#switches.accessTokenLifeMs / 1_000);
    const body = { token_type: 'Bearer', expires_in: seconds, ext_expires_in: seconds, access_token: token };
    return { status: 200, headers: { 'Cache-Control': 'no-store, no-cache' }, body };
  }

  /** Answers the endpoint that App Service offers to managed identities (api-version 2019-08-01). */
  answerIdentity(
    incoming: { readonly headers: ReadonlyMap<string, string>; readonly origin: string },
    query: URLSearchParams,
  ): Reply {
    const resource = query.get('resource');
    if (!incoming.headers.get('x-identity-header') || resource === null) {
      return { status: 400, headers: {}, body: { statusCode: 400, message: 'Header or resource is missing.' } };
    }
    const token = this.issue(resource.replace(/\/$/, ''), incoming.origin, 'managed-identity');
    const { accessTokenLifeMs, clockOffsetMs } = this.#switches;
    const expiresOn = String(Math.floor((this.#now() + clockOffsetMs + accessTokenLifeMs) / 1_000));
    const body = {
      access_token: token,
      expires_on: expiresOn,
      resource,
      token_type: 'Bearer',
      client_id: randomUUID(),
    };
    return { status: 200, headers: {}, body };
  }

  /** Makes a token that only looks like a signed one; roles are those of this moment, as with Entra. */
  issue(audience: string, origin: string, tenant: string): string {
    const now = this.#now();
    for (const [token, granted] of this.#granted) if (granted.expiresAt < now - 86_400_000) this.#granted.delete(token);
    const expiresAt = now + this.#switches.accessTokenLifeMs;
    const { roles } = this.#switches;
    const exp = Math.floor((expiresAt + this.#switches.clockOffsetMs) / 1_000);
    const named = splitRoles(roles);
    // An application without permissions has a token without the claim.
    const claims = { aud: audience, tid: tenant, exp, ...(named.length === 0 ? {} : { roles: named }) };
    const parts = [
      { typ: 'JWT', alg: 'none' },
      { ...claims, uti: randomUUID() },
    ];
    const text = parts.map((part) => Buffer.from(JSON.stringify(part)).toString('base64url')).join('.');
    const token = `${text}.${createHash('sha256').update(text).digest('base64url')}`;
    const isOurs = audience === origin || graphAudiences.includes(audience);
    this.#granted.set(token, { audience: isOurs ? '' : audience, expiresAt, roles });
    return token;
  }

  /** The roles behind an authorization header. @throws GraphFailure 401 */
  rolesOf(authorization: string | undefined): readonly string[] {
    const token = /^Bearer (.+)$/i.exec(authorization ?? '')?.[1];
    if (token === undefined) throw unauthorized('Access token is empty.');
    if (token === fixedToken) return splitRoles(this.#switches.roles);
    if (token === adminToken) return adminRoles;
    const granted = this.#granted.get(token);
    if (granted === undefined) throw unauthorized('Access token validation failure.');
    if (granted.audience !== '') throw unauthorized('Access token validation failure. Invalid audience.');
    if (granted.expiresAt <= this.#now()) throw unauthorized('Lifetime validation failed, the token is expired.');
    return splitRoles(granted.roles);
  }

  #refuse(error: string, code: number, text: string, status = 400): Reply {
    const body = {
      error,
      error_description: `AADSTS${code}: ${text}`,
      error_codes: [code],
      timestamp: new Date(this.#now()).toISOString(),
      trace_id: randomUUID(),
      correlation_id: randomUUID(),
    };
    return { status, headers: {}, body };
  }
}

function unauthorized(message: string): GraphFailure {
  return new GraphFailure(401, 'InvalidAuthenticationToken', message, { 'WWW-Authenticate': 'Bearer' });
}
