import react from '@vitejs/plugin-react';
import { defineConfig } from 'vitest/config';

// What every screen needs travels in one file; left alone it would be some forty of a few hundred bytes.
const EVERYWHERE = [
  /\/src\/api\//,
  /\/src\/i18n\/(index|format)\.ts$/,
  /\/src\/components\/(announcer|digits|empty-state|error-state|key|list-skeleton|network-icon|notify|page|person-avatar|pill|problem-text|query-view|time|url-filters)\./,
  /\/@tanstack\/(query-core|react-query)\//,
  /\/(i18next|react-i18next)\//,
  /\/@mantine\/hooks\//,
  /\/@mantine\/core\/esm\/(core|components\/(ActionIcon|Avatar|Button|CloseButton|Input|InputBase|Kbd|Loader|Skeleton|Text|Title|Transition|UnstyledButton))\//,
  /\/@tabler\/icons-react\/dist\/esm\/(createReactComponent|defaultAttributes)/,
];

export default defineConfig({
  plugins: [react()],
  // Nothing is inlined: a strict CSP refuses data: fonts, and hashed files cache better.
  build: {
    target: 'es2022',
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    rolldownOptions: {
      output: {
        codeSplitting: {
          groups: [{ name: 'base', test: (id: string) => EVERYWHERE.some((pattern) => pattern.test(id)) }],
        },
      },
    },
  },
  server: { port: 5173, proxy: { '/v1': { target: 'http://127.0.0.1:3000', changeOrigin: false } } },
  test: { environment: 'jsdom', setupFiles: ['./src/test/setup.ts'], css: false, include: ['src/**/*.spec.{ts,tsx}'] },
});
