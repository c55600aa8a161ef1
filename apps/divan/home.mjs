import { chmodSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The checkout. */
export const root = join(dirname(fileURLToPath(import.meta.url)), '..', '..');

/** Where this installation keeps its data, secrets and logs. Read each time: tests have several in one process. */
export const home = () => resolve(process.env.DIVAN_HOME ?? join(root, '.divan'));

export const inHome = (...names) => join(home(), ...names);

/** Others may pass through (PostgreSQL may have to run as nobody); every secret inside has its own mode. */
export function makeHome() {
  mkdirSync(inHome('logs'), { recursive: true, mode: 0o700 });
  chmodSync(home(), 0o711);
}

export function readHome(name) {
  try {
    return JSON.parse(readFileSync(inHome(name), 'utf8'));
  } catch (error) {
    if (error.code === 'ENOENT') return undefined;
    throw new Error(`${inHome(name)} cannot be read: ${error.message}`, { cause: error });
  }
}

/** Whole or not at all, and for this user only. */
export function writeHome(name, value) {
  const file = inHome(name);
  writeFileSync(`${file}.new`, `${JSON.stringify(value, null, 2)}\n`, { mode: 0o600 });
  renameSync(`${file}.new`, file);
}
