import { randomUUID } from 'node:crypto';
import type { JsonObject } from './account.ts';

/** The scimType words of RFC 7644 table 9 plus the vendor's invalidVers. */
export type ScimType =
  | 'invalidFilter'
  | 'uniqueness'
  | 'mutability'
  | 'invalidSyntax'
  | 'invalidPath'
  | 'noTarget'
  | 'invalidValue'
  | 'invalidVers';

/** What the simulator sends back. */
export interface Answer {
  readonly status: number;
  readonly body?: unknown;
  readonly contentType?: string;
  readonly headers?: Readonly<Record<string, string>>;
}

/** An error answer; thrown anywhere below the route and sent by the pipeline. */
export class Refusal extends Error {
  readonly answer: Answer;

  constructor(message: string, answer: Answer) {
    super(message);
    this.name = 'Refusal';
    this.answer = answer;
  }
}

/** An error in the SCIM shape: `status` is text there (RFC 7644 3.12). */
export function scimRefusal(status: number, scimType: ScimType | undefined, detail: string): Refusal {
  const body: JsonObject = {
    schemas: ['urn:ietf:params:scim:api:messages:2.0:Error'],
    status: String(status),
    ...(scimType === undefined ? {} : { scimType }),
    detail,
  };
  return new Refusal(detail, { status, body, contentType: 'application/scim+json' });
}

/** An error in the platform's ErrorBody shape: `status` is a number there. */
export function platformRefusal(
  status: number,
  code: string,
  message: string,
  headers: Readonly<Record<string, string>> = {},
): Refusal {
  const body = { message, code, status, contextId: randomUUID(), details: [], errors: [] };
  return new Refusal(message, { status, body, contentType: 'application/json', headers });
}

/** The 429 in force on all platform APIs since November 2021; the wait is in seconds. */
export function tooManyRequests(retryAfterSeconds: number): Refusal {
  const message = `Rate limit exceeded the maximum. Retry the request in [${retryAfterSeconds}] seconds`;
  return platformRefusal(429, 'too.many.requests.retry.after', message, { 'Retry-After': String(retryAfterSeconds) });
}

/** Shorthand for the most frequent refusal of a body. */
export function invalidValue(detail: string): Refusal {
  return scimRefusal(400, 'invalidValue', detail);
}
