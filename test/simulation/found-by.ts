export const FOUND_BY: Readonly<Record<string, number>> = {};
