/** Thrown for a pattern that is malformed, too large, or uses what cannot be matched in linear time. */
export class PatternError extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'PatternError';
  }
}
