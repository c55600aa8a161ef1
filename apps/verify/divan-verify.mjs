#!/usr/bin/env node
// `npx divan-verify` and `npm run verify` in this repository. What is published is dist/verify alone.
import { existsSync } from 'node:fs';

const built = new URL('../../dist/verify/divan-verify.mjs', import.meta.url);
if (existsSync(built)) {
  await import(built.href);
} else {
  console.error('divan-verify is not built yet: npm run build');
  process.exitCode = 2;
}
