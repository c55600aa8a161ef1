import { readFileSync, statSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { noteVerifier } from '@divan/transparency-log';

export const USAGE = `Usage: divan-verify <file, folder or address…> --vkey <key or file> [options]

Verifies a proof file, checkpoints, a pulled copy of records and audit events, or a whole log by its address
(https://divan.example.gov/v1/log/ or …/v1/public-logs/<organization>/), and says in one paragraph what it proved.
Needs no server, no database and no network for files.

  --vkey <key or file>    verifier key you trust, of the log or of a witness; may be repeated
  --checkpoint <file>     older checkpoint that you hold; may be repeated
  --entry <file>          the entry that a proof is of (the same as giving the file)
  --leaf-hash <hash>      or only the hash of its leaf, hexadecimal or base64
  --content <file>        content that the entry commits to, with --salt <base64>
  --token <token>         for a private log; or DIVAN_TOKEN
  --grace <seconds>       how long an event may wait for its place in the log (60)
  --parallel <number>     how many parts of a log to read at once (8)
  --json                  the verdict as data
  --help

Exit code: 0 verified, 1 not verified, 2 not understood.
`;

const ADDRESS = /^https?:\/\//;

/** What was asked for could not be understood; nothing was verified. */
export class UsageError extends Error {}

export interface Options {
  url: URL | null;
  paths: string[];
  vkeys: string[];
  checkpoints: string[];
  leafHash: Uint8Array | null;
  content: { bytes: Uint8Array; salt: Uint8Array } | null;
  token: string | null;
  graceSeconds: number;
  parallel: number;
  json: boolean;
}

/** @throws UsageError */
export function readOptions(args: readonly string[], env: NodeJS.ProcessEnv): Options | 'help' {
  const { values, positionals } = parsed(args);
  if (values.help) return 'help';
  const checkpoints = values.checkpoint ?? [];
  const { url, paths } = readPlaces([...positionals, ...(values.entry ?? [])]);
  for (const path of [...paths, ...checkpoints]) assertReadable(path);
  const vkeys = (values.vkey ?? []).flatMap(readKeys);
  if (vkeys.length === 0) throw new UsageError('no --vkey was given: without a key there is nothing to trust');
  return {
    url,
    paths,
    vkeys,
    checkpoints,
    leafHash: readHash(values['leaf-hash']),
    content: readContent(values.content, values.salt),
    token: readToken(url, values.token ?? env['DIVAN_TOKEN']),
    graceSeconds: readNumber('--grace', values.grace, 60, 0),
    parallel: readNumber('--parallel', values.parallel, 8, 1),
    json: values.json === true,
  };
}

function readPlaces(given: readonly string[]): Pick<Options, 'url' | 'paths'> {
  if (given.length === 0) throw new UsageError(`nothing to verify was given\n\n${USAGE}`);
  const [address, ...more] = given.filter((place) => ADDRESS.test(place));
  if (more.length > 0) throw new UsageError('only one log at a time');
  const paths = given.filter((place) => !ADDRESS.test(place));
  return { url: address === undefined ? null : new URL(address), paths };
}

function parsed(args: readonly string[]) {
  const list = { type: 'string', multiple: true } as const;
  const text = { type: 'string' } as const;
  const flag = { type: 'boolean' } as const;
  try {
    return parseArgs({
      args: [...args],
      allowPositionals: true,
      options: {
        vkey: list,
        checkpoint: list,
        entry: list,
        'leaf-hash': text,
        content: text,
        salt: text,
        token: text,
        grace: text,
        parallel: text,
        json: flag,
        help: flag,
      },
    });
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error));
  }
}

/** A key, or a file with one on each line. */
function readKeys(given: string): string[] {
  const text = isFile(given) ? readFileSync(given, 'utf8') : given;
  const keys = text.split('\n').map((line) => line.trim());
  return keys
    .filter((line) => line !== '' && !line.startsWith('#'))
    .map((key) => {
      try {
        return noteVerifier(key) && key;
      } catch (error) {
        throw new UsageError(`--vkey ${given}: ${(error as Error).message}`);
      }
    });
}

function readHash(text: string | undefined): Uint8Array | null {
  if (text === undefined) return null;
  const hash = /^[0-9a-f]{64}$/i.test(text) ? Buffer.from(text, 'hex') : Buffer.from(text, 'base64');
  if (hash.length !== 32) throw new UsageError('--leaf-hash is not a hash of 32 bytes');
  return new Uint8Array(hash);
}

function readContent(path: string | undefined, salt: string | undefined): Options['content'] {
  if (path === undefined && salt === undefined) return null;
  if (path === undefined || salt === undefined) throw new UsageError('--content and --salt belong together');
  assertReadable(path);
  return { bytes: new Uint8Array(readFileSync(path)), salt: new Uint8Array(Buffer.from(salt, 'base64')) };
}

/** A token is told to nobody but the server it is for. */
function readToken(url: URL | null, token: string | undefined): string | null {
  if (!url || !token) return null;
  const { protocol, hostname } = url;
  const local = ['localhost', '127.0.0.1', '[::1]'].includes(hostname);
  if (protocol !== 'https:' && !local) throw new UsageError('a token is sent over https only');
  return token;
}

function readNumber(name: string, text: string | undefined, otherwise: number, min: number): number {
  const value = text === undefined ? otherwise : Number(text);
  if (!Number.isSafeInteger(value) || value < min) throw new UsageError(`${name} is not a number of at least ${min}`);
  return value;
}

function assertReadable(path: string): void {
  if (!statSync(path, { throwIfNoEntry: false })) throw new UsageError(`there is no file ${path}`);
}

function isFile(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isFile() ?? false;
}
