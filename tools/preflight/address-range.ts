import { isIPv4, isIPv6 } from 'node:net';

const FORM = 'a range such as 203.0.113.0/24';

/** What is wrong with an address range in CIDR form; undefined = nothing. `only4` refuses version 6. */
export function rangeFault(range: string, only4: boolean): string | undefined {
  const [, address = '', bits = ''] = /^([^/]+)\/(\d{1,3})$/.exec(range) ?? [];
  const version = isIPv4(address) ? 4 : isIPv6(address) && !only4 ? 6 : undefined;
  if (version === undefined || Number(bits) > (version === 4 ? 32 : 128)) {
    return `"${range}" is no address range; allowed is ${FORM}`;
  }
  // The network would be refused only after the group and the storage are there.
  if (version === 4 && network(address, Number(bits)) !== address) {
    return `"${range}" begins inside of its range; allowed is ${network(address, Number(bits))}/${bits}`;
  }
  return undefined;
}

function network(address: string, bits: number): string {
  const number = address.split('.').reduce((sum, part) => sum * 256 + Number(part), 0);
  const size = 2 ** (32 - bits);
  const start = number - (number % size);
  return [24, 16, 8, 0].map((shift) => Math.floor(start / 2 ** shift) % 256).join('.');
}
