import { TransportFailure } from './transport-failure.ts';

/** Reads a body as text, at most `maxBytes`. @throws TransportFailure `too-large`, or what the stream throws when it is cut off */
export async function readBoundedText(stream: NodeJS.ReadableStream | undefined, maxBytes: number): Promise<string> {
  if (stream === undefined) return '';
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of stream) {
    const bytes = Buffer.from(chunk);
    size += bytes.byteLength;
    // Leaving the loop destroys the stream and with it the connection.
    if (size > maxBytes) throw new TransportFailure('too-large', true);
    chunks.push(bytes);
  }
  return Buffer.concat(chunks).toString('utf8');
}

/** A JSON object, or undefined for HTML, cut JSON and everything else. */
export function parseJsonObject(text: string): Readonly<Record<string, unknown>> | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return isObject(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

/** Whether a value is a JSON object. */
export function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
