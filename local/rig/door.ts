/** A parsed JSON object whose members are not yet known. */
export type Document = Readonly<Record<string, unknown>>;

/** The value as an object; an empty one for anything else. */
export function asDocument(value: unknown): Document {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Document) : {};
}

/** The value as a list of objects; an empty one for anything else. */
export function asDocuments(value: unknown): readonly Document[] {
  return Array.isArray(value) ? value.map(asDocument) : [];
}

/** The value as a text; an empty one for anything else. */
export function asText(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

/** An address answered with an error. */
export class DoorFault extends Error {
  override readonly name = 'DoorFault';
  readonly status: number;
  readonly answer: string;
  constructor(status: number, asked: string, answer: string) {
    super(`${asked} answered ${status}: ${answer.slice(0, 300)}`);
    this.status = status;
    this.answer = answer;
  }

  /** The answer as an object; an empty one when it is none. */
  document(): Document {
    try {
      return asDocument(JSON.parse(this.answer));
    } catch {
      return {};
    }
  }
}

/** Calls a JSON address. @throws DoorFault with the status and the beginning of the answer when it is not 2xx */
export async function callDoor(url: string, method = 'GET', body?: unknown): Promise<Document> {
  const response = await fetch(url, {
    method,
    ...(body === undefined ? {} : { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } }),
    signal: AbortSignal.timeout(30_000),
  });
  const answer = await response.text();
  if (!response.ok) throw new DoorFault(response.status, `${method} ${url}`, answer);
  return asDocument(answer === '' ? {} : JSON.parse(answer));
}
