const { readdirSync, readFileSync } = require('node:fs');
const { join } = require('node:path');

// Nest 12 and some of its dependencies ship ES modules only. Jest cannot require() those before Node 24.9,
// so every ESM-only package is turned into CommonJS by swc, once, and cached.
function isEsm(dir) {
  try {
    return JSON.parse(readFileSync(join(dir, 'package.json'), 'utf8')).type === 'module';
  } catch {
    return false;
  }
}
function esmPackages(dir) {
  return readdirSync(dir).flatMap((name) => {
    if (name.startsWith('.')) return [];
    if (!name.startsWith('@')) return isEsm(join(dir, name)) ? [name] : [];
    return readdirSync(join(dir, name))
      .filter((child) => isEsm(join(dir, name, child)))
      .map((child) => `${name}/${child}`);
  });
}
// CommonJS that imports an ES module at run time; jest's sandbox refuses that unless it, too, is rewritten.
const importers = ['@fastify/cookie'];
// ES modules that are installed below the packages that want them.
const nested = ['@sindresorhus/is', 'nanoid'];
const esm = [...esmPackages(join(__dirname, 'node_modules')), ...importers, ...nested]
  .map((name) => name.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'))
  .join('|');

const swc = {
  swcrc: false,
  module: { type: 'commonjs' },
  sourceMaps: 'inline',
  jsc: {
    target: 'es2022',
    parser: { syntax: 'typescript', decorators: true },
    transform: { legacyDecorator: true, decoratorMetadata: true, useDefineForClassFields: false },
    keepClassNames: true,
  },
};

/** @type {import('jest').Config} */
module.exports = {
  testEnvironment: 'node',
  rootDir: __dirname,
  roots: ['<rootDir>/libs', '<rootDir>/apps', '<rootDir>/test'],
  testRegex: '(\\.|-)spec\\.ts$',
  testPathIgnorePatterns: ['/node_modules/', '<rootDir>/apps/web/', '<rootDir>/test/browser/', '<rootDir>/test/peers/'],
  modulePathIgnorePatterns: ['<rootDir>/dist/', '<rootDir>/.divan/'],
  cacheDirectory: '<rootDir>/node_modules/.cache/jest',
  transform: { '^.+\\.(t|j|mj)s$': ['@swc/jest', swc] },
  transformIgnorePatterns: [`/node_modules/(?!(${esm})/)`],
  resolver: '<rootDir>/test/support/resolver.js',
  moduleNameMapper: { '^@divan/([^/]+)$': '<rootDir>/libs/$1/src' },
  moduleFileExtensions: ['ts', 'js', 'mjs', 'json', 'node'],
  globalSetup: '<rootDir>/test/support/global-setup.ts',
  globalTeardown: '<rootDir>/test/support/global-teardown.ts',
  testTimeout: 30_000,
};
