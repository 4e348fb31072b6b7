import { createHash } from 'node:crypto';

/** A person as the control door of the directory takes it. */
export type NewPerson = Readonly<Record<string, unknown>> & { readonly id: string };

/** The mail domain of the made-up company; `.example` belongs to nobody (RFC 2606). */
export const DOMAIN = 'lakeside.example';

const FIRST =
  `Ada Amir Anja Beatriz Bela Carla Chidi Dana Emil Elif Farid Greta Hugo Ines Ivan Jonas Kaja Lena Liam Maja
Malik Marta Nadia Noah Olga Oscar Petra Quentin Rosa Sami Selma Tariq Tilda Uma Viktor Wanda Yara Zoe Bjørn Zoë`.split(
    /\s+/,
  );
const LAST = `Abel Baum Costa Dietz Engel Farkas Gruber Haas Ionescu Jensen Keller Lang Moreau Novak Okafor Peters Quist
Rossi Sander Tanaka Ulrich Vogel Weber Xu Yilmaz Zeller Brandt Fischer Kaya Lindqvist Mendes Nowak`.split(/\s+/);
const JOBS = ['Agent', 'Senior Agent', 'Team Lead', 'Trainer', 'Planner', 'Quality Analyst', 'Supervisor'];
const DEPARTMENTS = ['Service', 'Sales', 'Claims', 'Technical Support', 'Back Office', 'Workforce Management'];

/** The same sequence for the same seed (Lehmer's generator); values from 0 up to 1. */
export function seededFraction(seed: number): () => number {
  let state = (seed % 2_147_483_646) + 1;
  return () => {
    state = (state * 48_271) % 2_147_483_647;
    return state / 2_147_483_647;
  };
}

function idOf(seed: number, number: number): string {
  const hex = createHash('sha256').update(`${seed}/${number}`).digest('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-a${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}

function plainLetters(text: string): string {
  return text
    .normalize('NFKD')
    .replace('ø', 'o')
    .replace(/[^a-zA-Z]/g, '')
    .toLowerCase();
}

function pick(list: readonly string[], fraction: number): string {
  return list[Math.floor(fraction * list.length)] ?? '';
}

/** Person number `number` of the company of this seed, with everything filled in. */
export function makePerson(seed: number, number: number): NewPerson {
  const next = seededFraction(seed * 1_000_003 + number * 7919);
  next();
  const [first, last] = [pick(FIRST, next()), pick(LAST, next())];
  // The number keeps names apart, as large companies do.
  const name = `${plainLetters(first)}.${plainLetters(last)}${number}@${DOMAIN}`;
  const digits = (count: number) => String(Math.floor(next() * 10 ** count)).padStart(count, '1');
  return {
    id: idOf(seed, number),
    accountEnabled: true,
    userType: 'Member',
    userPrincipalName: name,
    mail: name,
    displayName: `${first} ${last}`,
    givenName: first,
    surname: last,
    jobTitle: pick(JOBS, next()),
    department: pick(DEPARTMENTS, next()),
    employeeId: String(100_000 + number),
    businessPhones: [`+49 89 21${digits(3)} ${digits(3)}`],
    mobilePhone: `+49 151 2${digits(3)} ${digits(4)}`,
  };
}

/** A guest of another company, named in Entra's way after the address at home. */
export function makeGuest(seed: number, number: number, home: string): NewPerson {
  const name = `${home.replace('@', '_')}#EXT#@lakeside.onmicrosoft.example`;
  return { ...makePerson(seed, number), userPrincipalName: name, mail: home, userType: 'Guest' };
}

/** The whole company: mostly plain people, some guests, disabled, unassigned and without phones, two who cannot have an account. */
export function makeCompany(seed: number, people: number): readonly NewPerson[] {
  return Array.from({ length: people }, (_, index) => {
    const number = index + 1;
    const person = makePerson(seed, number);
    if (number === 5) return { ...person, displayName: ' ' };
    if (number === 6) return { ...person, userPrincipalName: `printer${number}@localhost` };
    if (number % 20 === 7) return makeGuest(seed, number, `guest${number}@partner.example`);
    if (number % 20 === 8) return { ...person, accountEnabled: false };
    if (number % 10 === 4) return { ...person, assigned: false };
    if (number % 10 === 9) return { ...person, businessPhones: [], mobilePhone: null };
    return person;
  });
}
