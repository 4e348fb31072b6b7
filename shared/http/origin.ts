const LOOPBACK = /^(localhost|127(\.\d{1,3}){3}|\[::1\])$/;

/** Whether an address is this machine's own, the only kind that may be spoken to without TLS. */
export function isLoopback(url: URL): boolean {
  return LOOPBACK.test(url.hostname);
}

/** The origin of a configured address. @throws RangeError unless it is https, or http on a loopback address */
export function safeOrigin(address: string): string {
  const url = URL.parse(address);
  const isSafe = url?.protocol === 'https:' || (url?.protocol === 'http:' && isLoopback(url));
  if (url === null || !isSafe || url.username !== '' || url.password !== '') {
    throw new RangeError(
      'An address must begin with https:// (http:// on a loopback address only), without user and password',
    );
  }
  return url.origin;
}

/** Whether a stored or returned link stays on a configured origin (which is https or loopback already). */
export function hasOrigin(link: string, origin: string): boolean {
  const url = URL.parse(link);
  return url !== null && url.origin === origin && url.username === '' && url.password === '';
}
