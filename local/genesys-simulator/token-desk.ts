import { createHash, randomBytes } from 'node:crypto';
import { type Answer, platformRefusal, Refusal } from './refusal.ts';
import type { Incoming } from './simulator-state.ts';
import type { Switches } from './switches.ts';

interface Grant {
  readonly clientId: string;
  readonly issuedMs: number;
  readonly expiresMs: number;
  uses: number;
}

/** Who is calling; `tokenHash` is safe to log. */
export interface Caller {
  readonly clientId: string;
  readonly tokenHash: string;
}

function hash(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

function loginRefusal(status: number, error: string, description: string): Refusal {
  const body = { error, description, error_description: description };
  return new Refusal(description, { status, body, contentType: 'application/json' });
}

/** Issues and checks client-credentials tokens; keeps only hashes of secrets and tokens. */
export class TokenDesk {
  readonly #clients = new Map<string, string>();
  readonly #grants = new Map<string, Grant>();
  readonly #now: () => number;
  readonly #switches: Switches;

  constructor(now: () => number, switches: Switches) {
    this.#now = now;
    this.#switches = switches;
  }

  /** Lets another OAuth client in. */
  addClient(clientId: string, clientSecret: string): void {
    this.#clients.set(clientId, hash(clientSecret));
  }

  /** Ends every token at once, as an administrator or an idle timeout does. */
  revokeAll(): void {
    this.#grants.clear();
  }

  /** Answers POST /oauth/token. */
  issue(request: Incoming): Answer {
    if (!request.headers['content-type']?.toLowerCase().startsWith('application/x-www-form-urlencoded')) {
      throw loginRefusal(400, 'invalid_request', 'the body must be form encoded');
    }
    const form = new URLSearchParams(request.body);
    if (form.get('grant_type') !== 'client_credentials') {
      throw loginRefusal(400, 'unsupported_grant_type', 'only client_credentials is supported');
    }
    const basic = /^basic\s+(\S+)$/i.exec(request.headers.authorization ?? '')?.[1] ?? '';
    const [clientId = '', ...secret] = Buffer.from(basic, 'base64').toString('utf8').split(':');
    if (this.#clients.get(clientId) !== hash(secret.join(':'))) {
      throw loginRefusal(401, 'invalid_client', 'authentication failed');
    }
    const now = this.#now();
    for (const [key, grant] of this.#grants) if (grant.expiresMs <= now) this.#grants.delete(key);
    const token = randomBytes(48).toString('base64url');
    const seconds = this.#switches.tokenSeconds;
    this.#grants.set(hash(token), { clientId, issuedMs: now, expiresMs: now + seconds * 1000, uses: 0 });
    const body = { access_token: token, token_type: 'bearer', expires_in: seconds };
    return { status: 200, body, contentType: 'application/json', headers: { 'Cache-Control': 'no-store' } };
  }

  /** Finds the caller of an API request, or refuses with 401. */
  check(authorization: string | undefined): Caller {
    const token = /^bearer\s+(\S+)$/i.exec(authorization ?? '')?.[1];
    if (token === undefined) {
      throw platformRefusal(401, 'authentication.required', 'No authentication bearer token specified');
    }
    const key = hash(token);
    const grant = this.#grants.get(key);
    if (grant === undefined) throw platformRefusal(401, 'bad.credentials', 'Invalid login credentials.');
    const { tokenDiesAfterMs: diesMs, tokenDiesAfterRequests: diesUses } = this.#switches;
    const now = this.#now();
    const isEarlyDead = (diesMs > 0 && now >= grant.issuedMs + diesMs) || (diesUses > 0 && grant.uses >= diesUses);
    if (isEarlyDead || now >= grant.expiresMs) {
      this.#grants.delete(key);
      throw platformRefusal(401, 'credentials.expired', 'The supplied credentials have expired');
    }
    grant.uses += 1;
    return { clientId: grant.clientId, tokenHash: key.slice(0, 12) };
  }
}
