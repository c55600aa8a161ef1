import { randomBytes } from 'node:crypto';
import { readHome, writeHome } from './home.mjs';

const password = () => randomBytes(18).toString('base64url');

/** What this installation made up for itself at its first start; kept in secrets.json, mode 0600. */
const MAKE = {
  encryptionKey: () => `local:${randomBytes(32).toString('base64')}`,
  authSecret: () => randomBytes(32).toString('base64'),
  ownerPassword: password,
  applicationPassword: password,
  practicePassword: () => `river-${randomBytes(6).toString('base64url')}`,
};

export function secrets() {
  const known = readHome('secrets.json') ?? {};
  const missing = Object.keys(MAKE).filter((name) => !known[name]);
  for (const name of missing) known[name] = MAKE[name]();
  if (missing.length > 0) writeHome('secrets.json', known);
  return known;
}
