import 'reflect-metadata';
import { commands } from './commands';

async function main([name = 'help', ...args]: string[]): Promise<void> {
  const command = commands.find((candidate) => candidate.name === name);
  if (name === 'help' || name === '--help') return print(usage());
  if (!command) throw new Error(`There is no command “${name}”.\n\n${usage()}`);
  await command.run(args, print);
}

function usage(): string {
  const lines = commands.map(({ usage: line, summary }) => `  ${line}\n      ${summary}`);
  return ['Usage: npm run divan -- <command>', '', ...lines].join('\n');
}

function print(text: string): void {
  process.stdout.write(`${text}\n`);
}

main(process.argv.slice(2)).then(
  () => process.exit(0),
  (error: unknown) => {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
    if (process.env['DIVAN_TRACE'] && error instanceof Error) process.stderr.write(`${error.stack}\n`);
    process.exit(1);
  },
);
