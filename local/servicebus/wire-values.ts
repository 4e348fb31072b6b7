import rhea, { type Typed } from 'rhea';

// .NET counts time in steps of 100 ns since the year 1; the Unix epoch is this many milliseconds later.
const unixEpochMs = 62_135_596_800_000;

/** A time as the vendor's client reads it from link properties: an AMQP long of .NET ticks. */
export function ticks(epochMs: number): Typed {
  const bytes = Buffer.alloc(8);
  // Beyond 2^53, so a plain number would lose the last digits.
  bytes.writeBigInt64BE((BigInt(Math.round(epochMs)) + BigInt(unixEpochMs)) * 10_000n);
  return rhea.types.wrap_long(bytes);
}

/** The delivery tag for a lock token: the bytes of a .NET Guid, whose first three groups are little-endian. */
export function deliveryTag(token: string): Buffer {
  return swapGroups(Buffer.from(token.replaceAll('-', ''), 'hex'));
}

/** The lock token a delivery tag stands for. */
export function tokenOfTag(tag: Buffer): string {
  return tokenOfUuid(swapGroups(Buffer.from(tag)));
}

/** The lock token in an AMQP uuid, whose bytes are in network order. */
export function tokenOfUuid(bytes: Buffer): string {
  const hex = bytes.toString('hex');
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-');
}

function swapGroups(bytes: Buffer): Buffer {
  bytes.subarray(0, 4).reverse();
  bytes.subarray(4, 6).reverse();
  bytes.subarray(6, 8).reverse();
  return bytes;
}
