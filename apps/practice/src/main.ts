import { readConfiguration } from './configuration';
import { startPractice } from './server';

async function main(): Promise<void> {
  const practice = await startPractice(readConfiguration(process.env));
  process.stdout.write(`practice network ready at ${practice.url}\n`);
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.once(signal, () => void practice.close().then(() => process.exit(0)));
  }
}

main().catch((error: unknown) => {
  process.stderr.write(`practice network did not start: ${error instanceof Error ? error.message : String(error)}\n`);
  process.exit(1);
});
