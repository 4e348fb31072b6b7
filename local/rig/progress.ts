const WIDTH = 30;

/** Shows how far a count has come: a bar on a terminal, else a line per quarter. */
export function progressBar(label: string, total: number): { show(done: number): void; end(): void } {
  const { stdout } = process;
  let quarter = -1;
  let width = 0;
  return {
    show(done) {
      const share = total === 0 ? 1 : Math.min(1, done / total);
      if (stdout.isTTY) {
        const filled = Math.round(share * WIDTH);
        const line = `${label} [${'#'.repeat(filled)}${'.'.repeat(WIDTH - filled)}] ${done}/${total}`;
        stdout.write(`\r${line.padEnd(width)}`);
        width = line.length;
      } else if (Math.floor(share * 4) > quarter) {
        quarter = Math.floor(share * 4);
        stdout.write(`${label} ${done}/${total}\n`);
      }
    },
    end() {
      if (stdout.isTTY) stdout.write('\n');
    },
  };
}
