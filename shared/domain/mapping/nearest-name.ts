function distance(left: string, right: string): number {
  let row = Array.from({ length: right.length + 1 }, (_, column) => column);
  for (let i = 1; i <= left.length; i += 1) {
    const next = [i];
    for (let j = 1; j <= right.length; j += 1) {
      const swap = (row[j - 1] ?? 0) + (left[i - 1] === right[j - 1] ? 0 : 1);
      next.push(Math.min(swap, (row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1));
    }
    row = next;
  }
  return row[right.length] ?? 0;
}

/** The known name most like `name`, letter case aside, or nothing when none is close enough to suggest. */
export function nearestName(name: string, known: Iterable<string>): string | undefined {
  const wanted = name.slice(0, 200).toLowerCase();
  let best: { name: string; distance: number } | undefined;
  for (const candidate of known) {
    const found = distance(wanted, candidate.toLowerCase());
    if (best === undefined || found < best.distance) best = { name: candidate, distance: found };
  }
  if (best === undefined || best.distance > Math.max(2, Math.floor(wanted.length / 3))) return undefined;
  return best.name;
}
