import { createRequire } from 'node:module';
import { resolve } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';

// Runs one of Azurite's servers. Azurite reads the command line while its files load, answers SIGINT only, and outlives a
// parent that died; this process ends with its IPC channel.
const [service = '', port = ''] = process.argv.splice(2, 2);
const inMemory = process.argv.includes('--inMemoryPersistence');
const closeBoundMs = 4000;
const probeEveryMs = 25;

// Tables on disk are written every few seconds and on close, so an orderly end waits for Azurite's word that it has closed.
function end(): void {
  if (inMemory) {
    process.exit(0);
  }
  setTimeout(() => process.exit(1), closeBoundMs);
  const print = console.log;
  console.log = (...words: unknown[]) => {
    print(...words);
    if (String(words[0]).endsWith('successfully closed')) {
      process.exit(0);
    }
  };
  process.emit('SIGINT');
}

async function announce(): Promise<void> {
  const url = `http://127.0.0.1:${port}/`;
  for (;;) {
    const answered = await fetch(url).then(
      () => true,
      () => false,
    );
    if (answered) {
      process.stdout.write(`${JSON.stringify({ ready: true, url })}\n`);
      return;
    }
    await pause(probeEveryMs);
  }
}

if (service !== 'table' && service !== 'blob') {
  throw new Error('Usage: main.ts table|blob <port> <azurite options>');
}
process.once('disconnect', end).once('SIGTERM', end);
process.argv.push(`--${service}Host`, '127.0.0.1', `--${service}Port`, port);
createRequire(resolve('package.json'))(`azurite/dist/src/${service}/main.js`);
void announce();
