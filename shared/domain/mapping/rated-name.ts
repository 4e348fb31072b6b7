/** A skill or language with its proficiency, 0 to 5. */
export interface RatedName {
  readonly name: string;
  readonly proficiency: number;
}

const RATED = /^(?<name>.*\S)\s*=\s*(?<proficiency>\d(?:\.\d+)?)$/;

/** Reads `name=proficiency`; a name alone has proficiency 0. */
export function parseRatedName(text: string): RatedName | undefined {
  const groups = RATED.exec(text.trim())?.groups;
  if (groups === undefined) return text.includes('=') ? undefined : { name: text.trim(), proficiency: 0 };
  const proficiency = Number(groups.proficiency);
  return proficiency > 5 ? undefined : { name: groups.name ?? '', proficiency };
}

/** Writes the form that parses to the same. */
export function printRatedName({ name, proficiency }: RatedName): string {
  return `${name}=${proficiency}`;
}
