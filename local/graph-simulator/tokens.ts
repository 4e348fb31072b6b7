import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';

/** What a skip or delta token carries; clients must not look inside (Graph: paging). */
export interface FeedToken {
  readonly kind: 'skip' | 'delta';
  readonly set: 'users' | 'assignments';
  readonly generation: number;
  /** Empty means the default set. */
  readonly select: readonly string[];
  readonly ids: readonly string[];
  /** A round without a past lists what is there instead of what changed. */
  readonly first: boolean;
  readonly from: number;
  readonly to: number;
  /** Rows up to this key have been sent. */
  readonly position: number;
  /** Where the round before this one began, for services that send it again. */
  readonly before: number;
  /** Milliseconds since the epoch. */
  readonly issuedAt: number;
}

/** Writes and reads tokens with one key; a token of another key is a foreign one. */
export function createTokenCodec(key: string): {
  encode(token: FeedToken): string;
  decode(text: string): FeedToken | undefined;
} {
  const sign = (text: string): Buffer => createHmac('sha256', key).update(text).digest().subarray(0, 15);
  return {
    encode(token) {
      // The salt makes each token unlike all others, so that comparing URLs shows real loops only.
      const content = Buffer.from(JSON.stringify({ ...token, salt: randomBytes(6).toString('base64url') }));
      const text = content.toString('base64url');
      return `${text}${sign(text).toString('base64url')}`;
    },
    decode(text) {
      const content = text.slice(0, -20);
      const signature = Buffer.from(text.slice(-20), 'base64url');
      if (signature.length !== 15 || !timingSafeEqual(signature, sign(content))) return undefined;
      return JSON.parse(Buffer.from(content, 'base64url').toString('utf8')) as FeedToken;
    },
  };
}
