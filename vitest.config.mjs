import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';

const at = (path) => fileURLToPath(new URL(path, import.meta.url));

const shared = {
  pool: 'forks',
  // Loading the libraries takes a spec file seconds; a process loads them once for all of its files.
  isolate: false,
  testTimeout: 30_000,
  hookTimeout: 30_000,
};

const server = {
  resolve: {
    alias: [
      { find: /^@divan\/([^/]+)$/, replacement: `${at('libs')}/$1/src/index.ts` },
      { find: '@node-rs/argon2', replacement: at('test/support/cheap-argon2.ts') },
    ],
  },
  // Nest's dependency injection reads the types that the compiler writes beside the decorators.
  oxc: { decorator: { legacy: true, emitDecoratorMetadata: true } },
  test: {
    ...shared,
    name: 'server',
    globals: true,
    include: ['{apps/{api,divan,practice,verify,worker},libs,test}/**/*{.,-}spec.ts'],
    exclude: ['**/node_modules/**', 'test/peers/**'],
    globalSetup: [at('test/support/global-setup.ts')],
    setupFiles: [at('test/support/each-file.ts')],
  },
};

const web = {
  extends: './apps/web/vite.config.ts',
  root: at('apps/web'),
  test: {
    ...shared,
    name: 'web',
    environment: 'jsdom',
    css: false,
    include: ['src/**/*.spec.{ts,tsx}'],
    setupFiles: [at('apps/web/src/test/setup.ts')],
  },
};

// What the server signs with and the outsider verifies with, as the browser has it: all its own specs once more.
const transparencyLogInBrowser = {
  extends: './apps/web/vite.config.ts',
  root: at('libs/transparency-log'),
  test: { ...shared, name: 'transparency-log in the browser', globals: true, include: ['src/**/*.spec.ts'] },
};

export default defineConfig({ test: { maxWorkers: 3, projects: [server, web, transparencyLogInBrowser] } });
