/** Parameters of a path that matched, or nothing. */
export type RouteMatch = (path: string) => Record<string, string> | undefined;

const constraints: Readonly<Record<string, string>> = {
  int: '-?\\d+',
  long: '-?\\d+',
  alpha: '[A-Za-z]+',
  guid: '[0-9A-Fa-f]{8}(?:-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}',
};

function segmentPattern(segment: string, names: string[]): string {
  const parameter = /^\{(\*{0,2})(\w+)(?::(\w+))?(\?)?\}$/.exec(segment);
  if (parameter === null) {
    if (/[{}]/.test(segment)) {
      throw new Error(`Route segment "${segment}" is not supported.`);
    }
    return `/${segment.replace(/[.*+?^$()|[\]\\]/g, '\\$&')}`;
  }
  const [, stars = '', name = '', constraint, optional] = parameter;
  const pattern = constraint === undefined ? '[^/]+' : constraints[constraint];
  if (pattern === undefined) {
    throw new Error(`Route constraint "${constraint}" is not supported.`);
  }
  names.push(name);
  if (stars !== '') {
    return '(?:/(.*))?';
  }
  return optional === undefined ? `/(${pattern})` : `(?:/(${pattern}))?`;
}

/** Compiles `users/{id}/{part?}` below a prefix; literals match without regard to case. */
export function compileRoute(prefix: string, route: string): { readonly match: RouteMatch; readonly openness: number } {
  const names: string[] = [];
  const segments = `${prefix}/${route}`.split('/').filter((segment) => segment !== '');
  const pattern = new RegExp(`^${segments.map((segment) => segmentPattern(segment, names)).join('')}/?$`, 'i');
  const match: RouteMatch = (path) => {
    const found = pattern.exec(path);
    if (found === null) {
      return undefined;
    }
    const values = names.map((name, index) => [name, found[index + 1]] as const);
    return Object.fromEntries(
      values.flatMap(([name, value]) => (value === undefined ? [] : [[name, decodeURIComponent(value)]])),
    );
  };
  return { match, openness: names.length };
}
