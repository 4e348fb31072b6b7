/** A reproducible random source (mulberry32). */
export interface Dice {
  fraction(): number;
  chance(probability: number): boolean;
  /** Whole number in [from, to]. */
  between(from: number, to: number): number;
  pick<T>(items: readonly T[]): T;
}

export function createDice(seed: number): Dice {
  let state = seed >>> 0;
  const fraction = (): number => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
  return {
    fraction,
    chance: (probability) => fraction() < probability,
    between: (from, to) => from + Math.floor(fraction() * (to - from + 1)),
    pick: (items) => {
      const item = items[Math.floor(fraction() * items.length)];
      if (item === undefined) throw new Error('nothing to pick from');
      return item;
    },
  };
}

/** One operating-system process of the history: it may freeze whole, or die at any await. */
export interface SimProcess {
  readonly name: string;
  crashed: boolean;
  frozenUntil: number;
  /** Probability of each misfortune at one await. */
  crashes: number;
  freezes: number;
  /** Misfortunes of a directed history: asked at each await, before chance is; a number freezes for milliseconds. */
  script?: ((where: string) => 'die' | number | undefined) | undefined;
}

interface Entry {
  readonly at: number;
  readonly order: number;
  readonly run: () => void;
}

/** Virtual time: nothing happens but what is scheduled, one thing after the other. */
export class Scheduler {
  now = 1_800_000_000_000;
  readonly dice: Dice;
  readonly log: string[] = [];
  private readonly entries: Entry[] = [];
  private count = 0;
  private readonly longestFreezeMs: number;

  constructor(dice: Dice, longestFreezeMs: number) {
    this.dice = dice;
    this.longestFreezeMs = longestFreezeMs;
  }

  note(line: string): void {
    const seconds = ((this.now - 1_800_000_000_000) / 1000).toFixed(2);
    this.log.push(`${seconds} ${line}`);
  }

  at(time: number, run: () => void): void {
    const entry = { at: Math.max(time, this.now), order: this.count, run };
    this.count += 1;
    let place = this.entries.length;
    while (place > 0 && isAfter(this.entries[place - 1], entry)) place -= 1;
    this.entries.splice(place, 0, entry);
  }

  /** Gives the turn away for `ms`; a process that dies meanwhile never comes back, one that freezes comes back later. */
  sleep(process: SimProcess, ms: number): Promise<void> {
    return new Promise((resolve) => this.wakeLater(process, this.now + ms, resolve));
  }

  /** One await of a process: a short delay, a freeze or a crash. */
  turn(process: SimProcess, where: string): Promise<void> {
    const scripted = process.script?.(where);
    if (scripted === 'die' || this.dice.chance(process.crashes)) {
      process.crashed = true;
      this.note(`${process.name} dies at ${where}`);
    } else if (scripted !== undefined || this.dice.chance(process.freezes)) {
      process.frozenUntil = this.now + (scripted ?? this.dice.between(1000, this.longestFreezeMs));
      this.note(`${process.name} freezes at ${where} for ${Math.round((process.frozenUntil - this.now) / 1000)} s`);
    }
    return this.sleep(process, this.dice.between(1, 15));
  }

  /** Runs until nothing is scheduled before `until`. */
  async run(until: number): Promise<void> {
    for (;;) {
      const next = this.entries[0];
      if (next === undefined || next.at > until) break;
      this.entries.shift();
      this.now = next.at;
      next.run();
      await new Promise((resolve) => setImmediate(resolve));
    }
    this.now = Math.max(this.now, until);
  }

  private wakeLater(process: SimProcess, time: number, resolve: () => void): void {
    this.at(time, () => {
      if (process.crashed) return;
      if (process.frozenUntil > this.now) this.wakeLater(process, process.frozenUntil, resolve);
      else resolve();
    });
  }
}

function isAfter(one: Entry | undefined, other: Entry): boolean {
  return one !== undefined && (one.at > other.at || (one.at === other.at && one.order > other.order));
}
