import { fileURLToPath } from 'node:url';
import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

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

const transparencyLog = fileURLToPath(new URL('../../libs/transparency-log', import.meta.url));

export default defineConfig({
  plugins: [react()],
  resolve: {
    alias: [
      { find: '@divan/transparency-log', replacement: `${transparencyLog}/src/index.ts` },
      // The one file of it that knows a cryptographic library.
      { find: /^(\.{1,2})\/hashing$/, replacement: '$1/hashing.browser' },
    ],
  },
  // Nothing is inlined: a strict CSP refuses data: fonts, and hashed files cache better.
  build: {
    target: 'es2022',
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    rolldownOptions: {
      // Who only needs to read base64 does not download the cryptography.
      treeshake: { moduleSideEffects: [{ test: /\/libs\/transparency-log\//, sideEffects: false }] },
      output: {
        codeSplitting: {
          groups: [{ name: 'base', test: (id: string) => EVERYWHERE.some((pattern) => pattern.test(id)) }],
        },
      },
    },
  },
  server: { port: 5173, proxy: { '/v1': { target: 'http://127.0.0.1:3000', changeOrigin: false } } },
});
