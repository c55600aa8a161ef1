import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { root } from './home.mjs';

const entry = join(root, 'dist', 'apps', 'divan', 'src', 'main.js');

/**
 * Runs one of the compiled commands in a process of its own.
 * @param {string[]} args
 * @param {Record<string, string>} env
 * @param {(line: string) => void} [say] receives each line of its output; without it only errors are seen
 */
export function runCommand(args, env, say) {
  return new Promise((done, failed) => {
    const child = spawn(process.execPath, [entry, ...args], {
      cwd: root,
      env: { ...env, NO_COLOR: '1' },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let output = '';
    let line = '';
    const receive = (chunk) => {
      output += chunk;
      line += chunk;
      const lines = line.split('\n');
      line = lines.pop();
      if (say) lines.filter(Boolean).forEach(say);
    };
    child.stdout.on('data', receive);
    child.stderr.on('data', receive);
    child.on('error', failed);
    child.on('close', (code) =>
      code === 0
        ? done(output)
        : failed(new Error(`${args[0]} failed:\n${say ? line || '(see above)' : output.trim()}`)),
    );
  });
}
