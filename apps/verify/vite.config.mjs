import { readFileSync } from 'node:fs';

const here = (path) => new URL(path, import.meta.url);
const read = (path) => readFileSync(here(path), 'utf8');

/** What an outsider installs: one program without dependencies, its words and its licence. */
const packageFiles = {
  name: 'divan-verify-package',
  generateBundle() {
    const { name, version, license, description, engines } = JSON.parse(read('package.json'));
    const manifest = {
      name,
      version,
      license,
      description,
      type: 'module',
      engines,
      bin: { [name]: 'divan-verify.mjs' },
    };
    this.emitFile({ type: 'asset', fileName: 'package.json', source: `${JSON.stringify(manifest, null, 2)}\n` });
    this.emitFile({ type: 'asset', fileName: 'README.md', source: read('README.md') });
    this.emitFile({ type: 'asset', fileName: 'LICENSE', source: read('../../LICENSE') });
  },
};

export default {
  root: here('.').pathname,
  plugins: [packageFiles],
  resolve: {
    alias: { '@divan/transparency-log': here('../../libs/transparency-log/src/index.ts').pathname },
  },
  ssr: { noExternal: true },
  build: {
    ssr: 'src/main.ts',
    target: 'node20',
    outDir: '../../dist/verify',
    emptyOutDir: true,
    minify: false,
    rolldownOptions: { output: { entryFileNames: 'divan-verify.mjs', banner: '#!/usr/bin/env node' } },
  },
};
