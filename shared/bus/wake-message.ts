import * as z from 'zod';
import type { WakeMessage } from '../sync/ports.ts';

const LONGEST_ID = 128;
const LONGEST_WHY = 200;
const LONGEST_TRACE = 55;

// No member may share its name with trigger metadata of the functions host (messageId, sessionId, subject ...).
const WAKE = z.object({
  v: z.literal(1),
  kind: z.literal('user'),
  objectId: z.string().min(1).max(LONGEST_ID),
  why: z.string().max(LONGEST_WHY),
  /** `traceparent`; absent in messages of older versions. */
  trace: z.string().max(LONGEST_TRACE).optional(),
});

/** Body of a queued wake; it holds ids and a reason for the log, nothing about a person. */
export type WakeBody = z.infer<typeof WAKE>;

export type ParsedWake = { readonly message: Omit<WakeMessage, 'urgent'> } | { readonly refused: string };

/** The body a wake travels as. */
export function toWakeBody({ kind, objectId, why, trace }: WakeMessage): WakeBody {
  const origin = trace === undefined ? {} : { trace };
  return WAKE.parse({ v: 1, kind, objectId, why: why.slice(0, LONGEST_WHY), ...origin });
}

/** Reads a received body, an object or its JSON text; `refused` names what is wrong without repeating the content. */
export function parseWake(body: unknown): ParsedWake {
  const document = typeof body === 'string' ? parseJson(body) : body;
  const parsed = WAKE.safeParse(document);
  if (parsed.success) {
    const { kind, objectId, why, trace } = parsed.data;
    return { message: { kind, objectId, why, ...(trace === undefined ? {} : { trace }) } };
  }
  const members = parsed.error.issues.map(({ path }) => (path.length === 0 ? 'body' : path.join('.')));
  return { refused: `not a wake message: ${[...new Set(members)].join(', ')}` };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
